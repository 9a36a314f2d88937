import { job } from "./job.ts";
import { manualJobs } from "./manual-jobs.ts";
import { needsOf, type WorkflowConfiguration, type WorkflowNeeds } from "./needs.ts";
import { oneJobRuns } from "./one-job-runs.ts";
import { pinJob } from "./pin-job.ts";
import type { WorkflowSettings } from "./settings.ts";
import { spreadRuns } from "./spread-runs.ts";
import type { Writing } from "./step.ts";
import { triggers } from "./triggers.ts";
import { expression, indent, scalar } from "./yaml-text.ts";

/** What the first lines of a written workflow say, so that it can be told from a person's. */
export const signature = "# Written by `tagstream init` from .github/tagstream.yml";

/** The one workflow of a repository: for every event that its configuration needs, and with no other right. */
export function writeWorkflow(configuration: WorkflowConfiguration, settings: WorkflowSettings): string {
  const needs = needsOf(configuration, settings);
  const writing = { needs, settings };
  const jobs = new Map([...(needs.levels === undefined ? oneJobRuns(writing) : spreadRuns(writing)), ...manualJobs(writing)]);
  if (needs.pins.length > 0) jobs.set("pin", pinJob(writing));
  jobs.set("images", lastJob([...jobs.keys()], writing));
  const blocks = [
    [...header(settings), `name: ${scalar(settings.name)}`, runName],
    triggers(needs, settings),
    ["# No permissions, unless a job asks for them below.", "permissions: {}"],
    ...(needs.proposals ? [concurrency] : []),
    ["jobs:", ...[...jobs.values()].flatMap((lines, index) => [...(index === 0 ? [] : [""]), ...indent(lines, 1)])],
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function header({ config }: WorkflowSettings): string[] {
  const from = config === undefined ? signature : signature.replace(".github/tagstream.yml", inOneLine(config));
  return [
    `${from}. After a change there, \`tagstream init --check\``,
    "# shows what this file lacks, and `tagstream init` renews it. It keeps your `name`, `cron`, `runs-on`,",
    "# `timeout-minutes`, logins, and versions of actions.",
  ];
}

function inOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "?");
}

/** Of other events, it is empty, and GitHub takes its own. */
const runName = `run-name: ${expression("inputs.command && format('{0} {1}{2}', inputs.command, inputs.only, inputs.dry-run && inputs.command != 'history' && ' (dry run)' || '') || ''")}`;

const concurrency = [
  "# A newer push to a pull request, or its end, cancels the run before. That is safe at any point: the next run",
  "# writes the candidate tags again, or removes them. Every other run is a group by itself.",
  "concurrency:",
  `  group: tagstream-candidate-${expression("github.workflow")}-${expression("github.event.number || github.run_id")}`,
  "  cancel-in-progress: true",
];

function lastJob(needs: readonly string[], writing: Writing): string[] {
  return job(
    {
      name: "images",
      comment: ["Require this check, and watch it: it is red if any job failed or was cancelled, and green otherwise."],
      needs,
      condition: "always()",
      permissions: [],
      steps: [
        `- if: ${expression("contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled')")}`,
        "  run: exit 1",
      ],
    },
    writing,
  );
}

export type { WorkflowConfiguration, WorkflowNeeds };
