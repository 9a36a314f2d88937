import { isOfGitHub } from "./login-forms.ts";
import type { WorkflowNeeds } from "./needs.ts";

/** The events that a job runs for: proposed changes, those that publish, or both. */
export type Audience = "proposals" | "publications" | "all";

const isProposal = "github.event_name == 'pull_request' || github.event_name == 'merge_group'";
const isOwnBranch =
  "github.event.pull_request.head.repo.id == github.event.repository.id && github.event.pull_request.user.login != 'dependabot[bot]'";

/** The condition of a job that begins with what publishes, and may end after a check of something else. */
export function isPublication({ scheduled, branches, gitTags }: WorkflowNeeds): string {
  return [
    ...(scheduled ? ["github.event_name == 'schedule'"] : []),
    ...(branches.length + gitTags.length > 0 ? ["github.event_name == 'push'"] : []),
    "inputs.command == 'rebuild'",
  ].join(" || ");
}

/** The condition of the first job for its events. */
export function startsFor(audience: Audience, needs: WorkflowNeeds): string {
  if (audience === "publications") return isPublication(needs);
  if (audience === "proposals") return `(${isProposal}) && github.event.action != 'closed'`;
  return "github.event.action != 'closed' && (github.event_name != 'workflow_dispatch' || inputs.command == 'rebuild')";
}

/** The condition of a job for every event of proposed changes, also for the end of a pull request. */
export const isForProposals = isProposal;

/** What a later job adds to its condition, so that it is for one kind of events only; empty where the job before is. */
export function onlyFor(audience: Exclude<Audience, "all">, before: Audience): string {
  if (before !== "all") return "";
  return audience === "proposals"
    ? ` && (${isProposal})`
    : " && github.event_name != 'pull_request' && github.event_name != 'merge_group'";
}

/** The condition of logins and secrets: strangers' runs have none. Undefined where no stranger comes. */
export function trusted(audience: Audience): string | undefined {
  if (audience === "publications") return undefined;
  return audience === "proposals"
    ? `github.event_name == 'merge_group' || (${isOwnBranch})`
    : `github.event_name != 'pull_request' || (${isOwnBranch})`;
}

/** The registries that jobs log in to. */
export function registriesFor(audience: Audience, { published, proposed }: WorkflowNeeds): readonly string[] {
  return audience === "proposals" ? proposed : published;
}

/** Whether jobs need the right `packages`. */
export function needsPackages(audience: Audience, needs: WorkflowNeeds): boolean {
  return registriesFor(audience, needs).some(isOfGitHub);
}

/** Whether proposed changes and publications log in to the same registries, so that the same jobs can build for both. */
export function shareLogins({ published, proposed }: WorkflowNeeds): boolean {
  return published.join() === proposed.join();
}
