import { retiredTags, stayProblem } from "../../core/cleanup/retire.ts";
import { Failure, type Problem } from "../../core/lib/problems/problem.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";
import type { Published } from "../publish/published.ts";
import { removeTags } from "./remove-tags.ts";
import { createStayCheck } from "./stay-check.ts";

/**
 * A pull request may close, and lose its tags, while a run writes new ones. So the writer checks
 * again and removes them: whichever run comes last, the tags are gone. A re-run that finds the pull
 * request closed does the same, for tags of the previous attempt.
 * @returns the publications without the removed tags, and with the reasons for remaining ones.
 *   Never throws a Failure: without an answer the tags stay
 */
export async function recheckClosedPullRequest(
  plan: Pick<Plan, "pullRequest" | "repository" | "source">,
  published: Published[],
  { registry, reporter, forge }: { registry: Pick<Registry, "removeTags">; reporter: Reporter; forge?: Forge },
): Promise<Published[]> {
  const { pullRequest } = plan;
  const units = published.flatMap(({ unit, tagged }) => (tagged ? [unit] : []));
  if (!forge || pullRequest === undefined || units.length === 0 || (await isOpen(forge, pullRequest))) return published;
  const retired = await removeTags(retiredTags(units, pullRequest), { registry, reporter }, createStayCheck(plan, forge));
  const left = new Map<string, Problem>(
    retired.flatMap((tag) => {
      const problem = stayProblem(pullRequest, tag);
      return problem ? [[`${tag.repository}:${tag.tag}`, problem] as const] : [];
    }),
  );
  for (const problem of left.values()) reporter.problem(problem);
  return published.map((entry) => {
    const { unit, tagged } = entry;
    if (!tagged) return entry;
    const own = referencesOf(retiredTags([unit], pullRequest));
    const problem = own.map((reference) => left.get(reference)).find((one) => one !== undefined);
    if (problem) return { ...entry, tagged: { ...tagged, left: problem } };
    if (!tagged.tags.some((tag) => own.includes(tag))) return entry;
    const tags = tagged.tags.filter((tag) => !own.includes(tag));
    return { ...entry, tagged: { ...tagged, tags, stale: `#${pullRequest} was closed while this run wrote its tags` } };
  });
}

function referencesOf(byRepository: ReadonlyMap<string, readonly string[]>): string[] {
  return [...byRepository].flatMap(([repository, tags]) => tags.map((tag) => `${repository}:${tag}`));
}

async function isOpen(forge: Forge, pullRequest: number): Promise<boolean> {
  try {
    return (await forge.pullRequest(pullRequest)).open;
  } catch (error) {
    if (error instanceof Failure) return true;
    throw error;
  }
}
