import { orphanedTagProblem, orphanedTags } from "../../core/cleanup/retire.ts";
import type { Retirement } from "../../core/events/event.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure, type Problem } from "../../core/lib/problems/problem.ts";
import type { Registry, StayCheck } from "../../ports/registry.ts";
import { createStayCheck } from "./stay-check.ts";

/** Concurrent look-ups in one registry: of repositories, and of tags in each. */
const parallelLooks = 4;

/**
 * A closed pull request's tags without a unit, in the repositories of its units.
 * @param known the tags of its units, by repository
 * @returns them by repository, and failed look-ups as warnings: the known tags are removed anyway
 */
export async function findOrphanedTags(
  known: ReadonlyMap<string, readonly string[]>,
  event: Retirement,
  registry: Pick<Registry, "tags" | "manifest">,
  whyStays: StayCheck = createStayCheck(event, undefined),
): Promise<{ orphans: ReadonlyMap<string, readonly string[]>; problems: readonly Problem[] }> {
  const { source, pullRequest } = event;
  if (source === undefined) return { orphans: new Map(), problems: [] };
  const problems: Problem[] = [];
  const look = async <T>(place: string, otherwise: T, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.push(orphanedTagProblem(pullRequest, place, error.message));
      return otherwise;
    }
  };
  const isOurs = async (repository: string, tag: string): Promise<boolean> => {
    const image = await registry.manifest(repository, tag);
    return image !== undefined && (await whyStays(tag, image)) === undefined;
  };
  const found = await mapLimited([...known], parallelLooks, async ([repository, own]) => {
    const tags = await look(repository, [], () => registry.tags(repository));
    const orphans = orphanedTags(tags, own, pullRequest);
    const ours = await mapLimited(orphans, parallelLooks, (tag) =>
      look(`${repository}:${tag}`, false, () => isOurs(repository, tag)),
    );
    return [repository, orphans.filter((_, index) => ours[index])] as const;
  });
  return { orphans: new Map(found), problems };
}
