import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";
import type { Finding } from "../finding.ts";
import { isQueue } from "../workflows/command-needs.ts";
import { type OwnStep, ownSteps } from "../workflows/own-steps.ts";
import { type DoctorConcurrency, fileName, isForProposals } from "../workflows/workflow.ts";

const name = "concurrency";
const queue = "`concurrency: { group: tagstream-publish, queue: max }`";

/** All jobs that write tags wait in one queue, in which none pushes out another. */
export const concurrency: Check = {
  name,
  title: "concurrency groups",
  find({ workflows, commands }) {
    if ("unknown" in workflows) return [unanswered(name, "workflows", workflows)];
    const writing = ownSteps(workflows.known, commands).filter((step) => writesStreams(step));
    const jobs = [...new Map(writing.map((step) => [step.job, step])).values()];
    const faults = jobs.flatMap(ofJob);
    return faults.length > 0 ? faults : sharedGroup(jobs);
  },
};

/** Whether it moves streams: on pull requests alone, it writes candidates. */
function writesStreams({ workflow, job, commands, isDryRun }: OwnStep): boolean {
  return !isForProposals(workflow, job) && !isDryRun && commands.some(({ writes }) => writes === "tags");
}

function ofJob({ workflow, job }: OwnStep): Finding[] {
  const groups = job.concurrency.filter(isShared);
  const row = (what: string): Finding => ({
    level: "risk",
    check: name,
    subject: `${fileName(workflow)}, job ${job.id}`,
    what,
    remedy: `give it ${queue}`,
    place: { file: workflow.file, line: job.line },
  });
  if (groups.length === 0) return [row("its runs write tags at the same time as others")];
  if (groups.some(cancels)) return [row("a newer run ends it in the middle of a publication")];
  if (!groups.some((one) => isQueue(forPublications(one)))) {
    return [row("without `queue: max`, a third run pushes out the one that waits: its publication is lost")];
  }
  return [];
}

/** A group that has the run's own number in its name has no other run. */
function isShared({ group }: DoctorConcurrency): boolean {
  return !group.includes("github.run_id");
}

/** An expression that looks at the event cancels proposals alone. */
function cancels({ cancelInProgress = "false" }: DoctorConcurrency): boolean {
  return cancelInProgress !== "false" && !/pull_request|event\.number/.test(cancelInProgress);
}

function forPublications(one: DoctorConcurrency): DoctorConcurrency {
  return { ...one, group: groupOf(one), cancelInProgress: cancels(one) ? "true" : "false" };
}

/** The group of a run that is for no pull request: an expression's last text in quotes. */
function groupOf({ group }: DoctorConcurrency): string {
  return group.replace(/\$\{\{[^}]*\|\|\s*'([^']*)'\s*\}\}/g, "$1");
}

function sharedGroup(jobs: readonly OwnStep[]): Finding[] {
  const [first, ...others] = jobs.map(({ job }) => new Set(job.concurrency.map(groupOf)));
  const shared = [...(first ?? [])].filter((group) => others.every((groups) => groups.has(group)));
  if (jobs.length < 2 || shared.length > 0) return [];
  const places = jobs.map(({ workflow, job }) => `${fileName(workflow)}, job ${job.id}`);
  const what = `these jobs are in different groups, so they write tags at the same time: ${places.join("; ")}`;
  return [{ level: "risk", check: name, subject: "jobs that write tags", what, remedy: `give each ${queue}` }];
}
