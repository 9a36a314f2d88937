import type { Listing } from "../../core/init/listed-tags.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { Failure, orFailure } from "../../core/lib/problems/problem.ts";
import type { Registry } from "../../ports/registry.ts";

/** Repositories to ask for, and milliseconds until an answer counts as missing: a person waits. */
const [most, limit] = [20, 10_000];

/**
 * What registries list for these repositories. One that does not answer, or wants a login, is no failure:
 * the rest of `init` needs no network. It is not asked again.
 */
export async function listingsOf(repositories: readonly string[], registry: Registry): Promise<Listing[]> {
  const byHost = [...groupBy(repositories.slice(0, most), (repository) => repository.split("/")[0] ?? "").values()];
  return (await Promise.all(byHost.map((ofHost) => listHost(ofHost, registry)))).flat();
}

async function listHost(repositories: readonly string[], registry: Registry): Promise<Listing[]> {
  const listings: Listing[] = [];
  for (const repository of repositories) {
    const tags = await withinLimit(orFailure(() => registry.tags(repository)));
    if (tags !== undefined && !(tags instanceof Failure)) {
      listings.push({ repository, tags });
      continue;
    }
    const fault = tags === undefined ? `no answer within ${limit / 1000} s` : firstSentence(tags.message);
    return [...listings, { repository, fault }];
  }
  return listings;
}

/** What a promise gives within the limit. */
async function withinLimit<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What is wrong, without what to do: nobody has to do anything about it here. */
function firstSentence(message: string): string {
  return (/^[\s\S]*?\.(?=\s|$)/.exec(message)?.[0] ?? message).replace(/\.$/, "");
}
