import { strayProblem, strayTags } from "../../core/cleanup/retire.ts";
import type { Retirement } from "../../core/events/event.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure, type Problem } from "../../core/lib/problem.ts";
import type { Registry, StayCheck } from "../../ports/registry.ts";
import { createStayCheck } from "./stay-check.ts";

/** Looks at a registry at the same time: at repositories, and in each at tags. */
const parallelLooks = 4;

/**
 * The tags of a closed pull request that are of no unit any more, in the repositories that its units have.
 * @param known the tags of its units, by repository
 * @returns them by repository, and what could not be looked at as warnings: what is known goes all the same
 */
export async function findStrays(
  known: ReadonlyMap<string, readonly string[]>,
  event: Retirement,
  registry: Pick<Registry, "tags" | "manifest">,
  whyStays: StayCheck = createStayCheck(event, undefined),
): Promise<{ strays: ReadonlyMap<string, readonly string[]>; problems: readonly Problem[] }> {
  const { source, pullRequest } = event;
  if (source === undefined) return { strays: new Map(), problems: [] };
  const problems: Problem[] = [];
  const look = async <T>(place: string, otherwise: T, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.push(strayProblem(pullRequest, place, error.message));
      return otherwise;
    }
  };
  const isOurs = async (repository: string, tag: string): Promise<boolean> => {
    const image = await registry.manifest(repository, tag);
    return image !== undefined && (await whyStays(tag, image)) === undefined;
  };
  const found = await mapLimited([...known], parallelLooks, async ([repository, own]) => {
    const tags = await look(repository, [], () => registry.tags(repository));
    const strays = strayTags(tags, own, pullRequest);
    const ours = await mapLimited(strays, parallelLooks, (tag) =>
      look(`${repository}:${tag}`, false, () => isOurs(repository, tag)),
    );
    return [repository, strays.filter((_, index) => ours[index])] as const;
  });
  return { strays: new Map(found), problems };
}
