import { firstRepository } from "../core/bake.ts";
import { pullRequestTag } from "../core/candidate-tags.ts";
import type { Plan } from "../core/plan.ts";
import { Failure } from "../core/problem.ts";
import { retiredTags } from "../core/retire.ts";
import type { Forge, Registry, Reporter } from "../ports.ts";
import type { Published } from "./publish.ts";
import { removeTags } from "./retire.ts";

/**
 * A pull request that is closed while its tags are written may have had its tags removed just before. So whoever wrote them looks
 * once more, and takes them back: whichever of the two runs comes last, the tags are gone.
 * @returns what was published, without the tags that are gone again. Never throws a Failure: without an answer the tags stay
 */
export async function withdrawClosed(
  { pullRequest }: Pick<Plan, "pullRequest">,
  published: Published[],
  { registry, reporter, forge }: { registry: Registry; reporter: Reporter; forge?: Forge },
): Promise<Published[]> {
  const own = published.filter(
    ({ unit, tagged }) => pullRequest !== undefined && tagged?.tags.includes(reference(unit, pullRequest)),
  );
  if (!forge || pullRequest === undefined || own.length === 0 || (await isOpen(forge, pullRequest))) return published;
  const units = own.map(({ unit }) => unit);
  const retired = await removeTags(retiredTags(units, pullRequest), { registry, reporter });
  const gone = new Set(
    retired.flatMap(({ repository, tag, outcome }) =>
      outcome === "removed" || outcome === "absent" ? [`${repository}:${tag}`] : [],
    ),
  );
  return published.map((entry) => {
    if (!entry.tagged || !own.includes(entry)) return entry;
    const tags = entry.tagged.tags.filter((tag) => !gone.has(tag));
    const stale = `#${pullRequest} was closed while they were written`;
    return tags.length === entry.tagged.tags.length ? entry : { ...entry, tagged: { ...entry.tagged, tags, stale } };
  });
}

function reference(unit: Published["unit"], pullRequest: number): string {
  return `${firstRepository(unit)}:${pullRequestTag(unit, pullRequest)}`;
}

async function isOpen(forge: Forge, pullRequest: number): Promise<boolean> {
  try {
    return (await forge.pullRequest(pullRequest)).open;
  } catch (error) {
    if (error instanceof Failure) return true;
    throw error;
  }
}
