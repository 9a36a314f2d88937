import type { RetiredTag } from "../../core/cleanup/retire.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import type { Registry, StayCheck } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";

/** Concurrent repositories. */
const parallelRepositories = 8;

/** Removes tags, by repository, except those that must stay, and reports the outcome of each. */
export async function removeTags(
  tags: ReadonlyMap<string, readonly string[]>,
  { registry, reporter }: { registry: Pick<Registry, "removeTags">; reporter: Reporter },
  whyStays: StayCheck,
): Promise<RetiredTag[]> {
  const removed = await mapLimited([...tags], parallelRepositories, async ([repository, names]) => {
    const group = reporter.group(repository);
    try {
      return (await registry.removeTags(repository, names, group, whyStays)).map((removal) => ({ repository, ...removal }));
    } finally {
      group.end();
    }
  });
  return removed.flat();
}
