import type { Plan } from "./plan.ts";

/**
 * The commit of what the event was about: a git tag's or another branch's, if a unit comes from it.
 * Otherwise the plan's, which is the commit of the configuration.
 */
export function eventCommit({ gitTag, branch, commit, units }: Pick<Plan, "gitTag" | "branch" | "commit" | "units">): string {
  const ref = gitTag === undefined ? `refs/heads/${branch}` : `refs/tags/${gitTag}`;
  return units.find(({ source }) => source?.ref === ref)?.source?.commit ?? commit;
}
