import type { RetiredTag } from "../../core/cleanup/retire.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import type { Registry, StayCheck } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";
import { inGroup } from "../report/in-group.ts";

/** Concurrent repositories. */
const parallelRepositories = 8;

/** Removes tags, by repository, except those that must stay, and reports the outcome of each. */
export async function removeTags(
  tags: ReadonlyMap<string, readonly string[]>,
  { registry, reporter }: { registry: Pick<Registry, "removeTags">; reporter: Reporter },
  whyStays: StayCheck,
): Promise<RetiredTag[]> {
  const removed = await mapLimited([...tags], parallelRepositories, async ([repository, names]) => {
    const removals = await inGroup(reporter, repository, (log) => registry.removeTags(repository, names, log, whyStays));
    return removals.map((removal) => ({ repository, ...removal }));
  });
  return removed.flat();
}
