import { manualForm } from "./manual-form.ts";
import type { WorkflowNeeds } from "./needs.ts";
import type { WorkflowSettings } from "./settings.ts";
import { indent, list } from "./yaml-text.ts";

/** The lines of `on`: only events that do something for the configuration. */
export function triggers(needs: WorkflowNeeds, settings: WorkflowSettings): string[] {
  const events = [
    ...(needs.scheduled ? schedule(needs, settings) : []),
    ...push(needs),
    ...(needs.proposals ? proposals(needs) : []),
    ...manualForm(needs, settings),
  ];
  return ["on:", ...indent(events, 1)];
}

function schedule({ onlyDue }: WorkflowNeeds, { cron }: WorkflowSettings): string[] {
  const what = onlyDue
    ? "# Rebuilds the images that are due. Daily: the next run takes what a dropped one left."
    : "# Rebuilds every image on current packages.";
  return [
    "schedule:",
    `  ${what}`,
    "  # At an odd minute: GitHub is busiest on the hour, and may drop a run. Times are UTC.",
    `  - cron: ${JSON.stringify(cron)}`,
  ];
}

function push({ branches, gitTags }: WorkflowNeeds): string[] {
  if (branches.length + gitTags.length === 0) return [];
  return [
    "push:",
    ...(branches.length > 1
      ? ["  # Each of these branches needs this file: GitHub runs that of the branch that was pushed to."]
      : []),
    ...(branches.length === 0 ? [] : names("branches", branches)),
    ...(gitTags.length === 0 ? [] : names("tags", gitTags)),
  ];
}

/** In one line while that is short. */
function names(key: string, patterns: readonly string[]): string[] {
  const line = `  ${key}: ${list(patterns)}`;
  return line.length <= 96 ? [line] : [`  ${key}:`, ...patterns.map((pattern) => `    - ${list([pattern]).slice(1, -1)}`)];
}

function proposals({ ownMachines }: WorkflowNeeds): string[] {
  return [
    ...(ownMachines
      ? [
          "# In a public repository, strangers' changes run on your own machines. Let GitHub ask first: Settings →",
          "# Actions → General → Require approval for all external contributors.",
        ]
      : []),
    "# Never pull_request_target: it would give a stranger's change the repository's rights.",
    "pull_request:",
    "  # `closed` removes the pull request's tags.",
    "  types: [opened, synchronize, reopened, closed]",
    "# A merge queue, if the repository has one, tests here what the merge publishes.",
    "merge_group:",
  ];
}
