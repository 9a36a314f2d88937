import type { Command } from "../../src/commands/command.ts";
import { commands } from "../../src/commands/index.ts";
import { commandsNamed, isCrowded, isQueue, missingRights } from "../../src/core/doctor/workflows/command-needs.ts";
import { events } from "../../src/core/events/index.ts";
import { inputs as inputTable } from "../../src/ports/inputs.ts";
import { ofApprovals } from "./approval-policy.ts";
import { audienceOf } from "./audience-policy.ts";
import { ofLevels } from "./level-policy.ts";
import { ofCheckouts, ofWorkflowRun } from "./trust-policy.ts";
import { needsOf, parseWorkflow, type Step, type Workflow, type WorkflowJob } from "./workflow.ts";
import type { WorkflowFile } from "./workflow-files.ts";

const ours = "octo/tagstream@v1";
/** The commands that a step of our action may run: of an expression, those that the workflow's form offers to people. */
function commandsOf({ uses, with: inputs = {} }: Step, { on }: Workflow): readonly Command[] {
  if (uses !== ours && uses !== "./") return [];
  const form = on["workflow_dispatch"] as { inputs?: { command?: { options?: string[] } } } | null | undefined;
  return commandsNamed(String(inputs["command"] ?? inputTable.command.default), commands, form?.inputs?.command?.options);
}

/** Whether a step of our action may write tags. */
function mayWriteTags(step: Step, workflow: Workflow): boolean {
  const writes = commandsOf(step, workflow).some((command) => command.writes === "tags");
  return step.uses === ours && step.with?.["dry-run"] !== true && writes;
}

/** Whether a step of our action has to know what is held. */
function asksForHolds(step: Step, workflow: Workflow): boolean {
  return commandsOf(step, workflow).some(({ permissions }) => permissions.issues !== undefined);
}

/** The rights that a step's commands need and its job does not have. Two have rules of their own, below: holds and comments. */
function rightsMissing(step: Step, job: WorkflowJob, workflow: Workflow): string[] {
  return missingRights(commandsOf(step, workflow), job.permissions ?? {}, step.with?.["dry-run"] === true).flatMap(
    ({ command, right, level }) => {
      const isElsewhere =
        (right === "packages" && !logsInToGhcr(job)) ||
        (right === "issues" && level === "read") ||
        (right === "contents" && level === "write" && proposesElsewhere(command, step));
      return isElsewhere || right === "pull-requests" ? [] : [`\`${command}\` needs \`${right}: ${level}\``];
    },
  );
}

/** Whether the files of `pins` may all be in other repositories, which the step has a token of its own for: then nothing is written here. */
function proposesElsewhere(command: string, { env = {} }: Step): boolean {
  return command === "pin" && Object.values(env).some((value) => value.includes("secrets."));
}

/** Whether the job's images are in GitHub's own registry, which the right `packages` is for. */
function logsInToGhcr({ steps }: WorkflowJob): boolean {
  return steps.some(
    ({ uses = "", with: inputs }) => uses.startsWith("docker/login-action@") && inputs?.["registry"] === "ghcr.io",
  );
}

/**
 * Where a workflow breaks our rules: what the schema allows and we do not. In words, in order; empty when all is well.
 * @param levels of its configuration's plans, if the workflow is for one configuration alone
 */
export function findViolations(file: WorkflowFile, levels?: number): string[] {
  const workflow = parseWorkflow(file);
  const jobs = Object.entries(workflow.jobs);
  return [
    ...ofTheWhole(workflow),
    ...ofWorkflowRun(workflow, file),
    ...ofActions(file),
    ...jobs.flatMap(([name, job]) => ofJob(name, job, workflow).map((violation) => `job ${name}: ${violation}`)),
    ...ofLevels(workflow, levels),
    ...ofApprovals(workflow),
    ...ofComments(workflow),
    ...ofTheLastJob(workflow),
  ];
}

function ofTheWhole(workflow: Workflow): string[] {
  const violations: string[] = [];
  if (JSON.stringify(workflow.permissions) !== "{}")
    violations.push("permissions at the top are not {}: each job must ask for its own");
  for (const { name, startedBy, may = [], types } of events) {
    if (!(name in workflow.on)) continue;
    if (startedBy === "anyone" && may.length === 0)
      violations.push(`runs on ${name}, with the repository's rights on a stranger's change`);
    const chosen = (workflow.on[name] as { types?: string[] } | null)?.types;
    if (types !== undefined && chosen?.join() !== types.join())
      violations.push(`starts several runs for one ${name}: only its event \`${types.join()}\` is for Tagstream`);
  }
  for (const { cron } of workflow.on.schedule ?? []) {
    if (isCrowded(cron)) violations.push(`cron "${cron}" is at a minute that everybody takes`);
  }
  return violations;
}

/** Pull requests are told about their images, where a command of ours runs that can. */
function ofComments(workflow: Workflow): string[] {
  const jobs = Object.values(workflow.jobs).filter(({ steps }) =>
    steps.some(
      (step) => step.uses === ours && commandsOf(step, workflow).some(({ permissions }) => permissions["pull-requests"]),
    ),
  );
  const comments = jobs.some(({ permissions }) => permissions?.["pull-requests"] === "write");
  return jobs.length > 0 && "pull_request" in workflow.on && !comments ? ["no job can comment on pull requests"] : [];
}

/** Read line by line: the version is in a comment, which no parser keeps. */
function ofActions(file: WorkflowFile): string[] {
  return file.text.split("\n").flatMap((line) => {
    const uses = /^\s*(?:- )?uses:\s*(.*)$/.exec(line)?.[1];
    if (uses === undefined || uses === ours || uses === "./") return [];
    return /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/.test(uses)
      ? []
      : [`"${uses}" is not a full commit with its version as a comment`];
  });
}

function ofJob(name: string, job: WorkflowJob, workflow: Workflow): string[] {
  const violations: string[] = [];
  if (!job["timeout-minutes"]) violations.push("no timeout-minutes");
  if (!job.permissions) violations.push("no permissions of its own");
  for (const { run } of job.steps) {
    if (run?.includes("${{")) violations.push(`a script has an expression in it, which is a way in: hand it over in env: ${run}`);
  }
  violations.push(...job.steps.flatMap((step) => rightsMissing(step, job, workflow)));
  violations.push(...ofCheckouts(job), ...ofBuilder(job, workflow));
  const audience = audienceOf(name, workflow);
  if (audience !== "publications") violations.push(...ofProposal(job, workflow));
  if (audience !== "proposals") violations.push(...ofPublication(job, workflow));
  return violations;
}

/** What holds for a job that runs for what is merged, or released, or asked for by hand. */
function ofPublication(job: WorkflowJob, workflow: Workflow): string[] {
  const violations: string[] = [];
  if (job.steps.some((step) => asksForHolds(step, workflow)) && !job.permissions?.["issues"]) {
    violations.push("cannot read what is held, so that no stream would move");
  }
  if (job.steps.some((step) => mayWriteTags(step, workflow)) && !isQueued(job, workflow)) {
    violations.push("writes tags, outside the group tagstream-publish with queue: max");
  }
  return violations;
}

/** Whether what a command of ours needs is there. Only at the end of a pull request `run` builds nothing. */
function ofBuilder({ steps, if: condition = "" }: WorkflowJob, workflow: Workflow): string[] {
  const own = steps.filter(({ uses }) => uses === ours);
  const unknown = own.filter((step) => commandsOf(step, workflow).length === 0).map(({ with: inputs }) => inputs?.["command"]);
  const isSetUp =
    condition.includes("github.event.action == 'closed'") ||
    steps.some(({ uses = "" }) => uses.startsWith("docker/setup-buildx-action@"));
  const lacking = own.some((step) => step.with?.["dry-run"] !== true && commandsOf(step, workflow).some(({ engine }) => engine));
  return [
    ...unknown.map((command) => `runs a command that does not exist: ${command}`),
    ...(lacking && !isSetUp ? ["has no builder"] : []),
  ];
}

/** A group for each pull request; of every other event, for each run: there it stops nothing. */
const runOfProposal = `\${{ github.event.number || github.run_id }}`;
/** Groups that end runs of one pull request alone; with the workflow's name, of one of several workflows. */
const candidateGroups = [`tagstream-candidate-${runOfProposal}`, `tagstream-candidate-\${{ github.workflow }}-${runOfProposal}`];

/** Whether one publication waits for another, and none pushes out a third. */
function isQueued(job: WorkflowJob, workflow: Workflow): boolean {
  const { group, queue, "cancel-in-progress": cancel } = job.concurrency ?? {};
  const queued = isQueue({ ...(queue === undefined ? {} : { queue }), cancelInProgress: String(cancel ?? false) });
  return (
    group === "tagstream-publish" &&
    queued &&
    (!workflow.concurrency || candidateGroups.includes(workflow.concurrency.group ?? ""))
  );
}

const allowedToProposals = ["contents", "packages", "pull-requests", "issues"];

/** What holds for a job that runs for changes that are only proposed. */
function ofProposal(job: WorkflowJob, workflow: Workflow): string[] {
  const violations: string[] = [];
  const { group = "", "cancel-in-progress": cancel } = workflow.concurrency ?? {};
  if (job.steps.some((step) => mayWriteTags(step, workflow)) && !(group.includes("github.event.number") && cancel === true)) {
    violations.push("writes candidates' tags in a run that the pull request's next one does not end");
  }
  violations.push(...job.steps.flatMap(strangersLogin));
  for (const right of Object.keys(job.permissions ?? {})) {
    if (!allowedToProposals.includes(right)) violations.push(`a proposed change has the right ${right}`);
  }
  if (job.permissions?.["contents"] === "write") violations.push("a proposed change may write to the repository");
  if (job.permissions?.["issues"] === "write") violations.push("a proposed change may lift holds");
  return violations;
}

const isOfOwnBranch = (text: string): boolean =>
  /head\.repo\.id == github\.event\.repository\.id/.test(text) && /dependabot/.test(text);
const isOpenSecret = (text: string): boolean =>
  /\bsecrets\b/.test(text) && !(isOfOwnBranch(text) && /\) && secrets\.\w+ \|\| ''/.test(text));

/** Where a stranger's change would meet a login, or a secret. */
function strangersLogin({ uses = "", if: condition = "", with: inputs, env }: Step): string[] {
  // A step that strangers' runs need, too, has the condition in each value with a secret.
  const secrets = [inputs, env].flatMap((values) => Object.values(values ?? {})).some((value) => isOpenSecret(String(value)));
  const own = isOfOwnBranch(condition);
  if (uses.startsWith("docker/login-action@") && !own) return ["logs in for a stranger's change"];
  if (secrets && !own) return ["hands a secret to a stranger's change"];
  return uses.startsWith("actions/checkout@") && inputs?.["persist-credentials"] !== false
    ? ["leaves credentials in a checkout of what is only proposed"]
    : [];
}

/**
 * One job waits for all others and always runs, so that it can be required. Workflows that people start by hand need none; a single
 * job without a condition is one.
 */
function ofTheLastJob(workflow: Workflow): string[] {
  if (Object.keys(workflow.on).join() === "workflow_dispatch") return [];
  const names = Object.keys(workflow.jobs);
  const last = Object.entries(workflow.jobs).find(([name, job]) => {
    const needs = needsOf(job);
    return names.every((other) => other === name || needs.includes(other));
  });
  if (!last) return ["no job waits for all others"];
  const [name, { if: condition }] = last;
  const always = condition === undefined ? names.length === 1 : /always\(\)/.test(condition);
  return always ? [] : [`job ${name} does not always run`];
}
