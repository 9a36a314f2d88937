import { unanswered } from "../answer.ts";
import { actionsApp, type RequiredCheck } from "../branch-rules.ts";
import type { Check } from "../check.ts";
import type { Finding } from "../finding.ts";
import { ownSteps, ownWorkflows } from "../workflows/own-steps.ts";
import { type DoctorJob, type DoctorWorkflow, fileName, startsOn } from "../workflows/workflow.ts";

const name = "required-checks";
const proposing = ["pull_request", "pull_request_target"];

/** A merge waits for Tagstream's job on pull requests, and for no check that never comes. */
export const requiredChecks: Check = {
  name,
  title: "required checks",
  find({ workflows, commands, branchRules, defaultBranch }) {
    if ("unknown" in workflows) return [unanswered(name, "workflows", workflows)];
    if ("unknown" in branchRules) return [unanswered(name, `rules of ${defaultBranch}`, branchRules)];
    const { required, hasMergeQueue } = branchRules.known;
    const all = workflows.known;
    const own = ownWorkflows(ownSteps(all, commands)).filter((workflow) => startsOn(workflow, ...proposing));
    return [
      ...required.flatMap((check) => ofRequired(check, all, hasMergeQueue)),
      ...own.filter((workflow) => !required.some(({ context }) => makes(workflow, context))).map(notRequired),
    ];
  },
};

function ofRequired({ context, app }: RequiredCheck, workflows: readonly DoctorWorkflow[], hasMergeQueue: boolean): Finding[] {
  if (app !== undefined && app !== actionsApp) return []; // another app reports it
  const row = (level: Finding["level"], what: string, remedy: string, file?: string): Finding => {
    return {
      level,
      check: name,
      subject: `required check ${context}`,
      what,
      remedy,
      ...(file ? { place: { file, line: 1 } } : {}),
    };
  };
  const making = workflows.filter((workflow) => makes(workflow, context));
  const proposed = making.filter((workflow) => startsOn(workflow, ...proposing));
  if (proposed.length === 0) {
    const level = app === actionsApp || making.length > 0 ? "fails" : "risk";
    const what = "no workflow makes it on pull requests, so they wait for ever unless another program reports it";
    return [row(level, what, "correct the name of the required check, or no longer require it")];
  }
  const rows: Finding[] = [];
  const filtered = proposed.every(({ on }) => on.every((trigger) => !proposing.includes(trigger.name) || trigger.hasPaths));
  if (filtered) {
    const what = "its workflow has a filter of paths: a pull request that changes none of them waits for ever";
    rows.push(row("fails", what, "remove `paths` from `pull_request`", proposed[0]?.file));
  }
  if (hasMergeQueue && !making.some((workflow) => startsOn(workflow, "merge_group"))) {
    const what = "the merge queue waits for it, and its workflow does not run on `merge_group`";
    rows.push(row("fails", what, "add `merge_group:` to the workflow's `on`", proposed[0]?.file));
  }
  return rows;
}

function notRequired(workflow: DoctorWorkflow): Finding {
  return {
    level: "risk",
    check: name,
    subject: fileName(workflow),
    what: "no rule requires its job, so a pull request can be merged before its images are tested",
    remedy: "require its last job in the rules of the default branch",
    place: { file: workflow.file, line: 1 },
  };
}

/** Whether one of a workflow's jobs reports a check of this name. */
function makes({ jobs }: DoctorWorkflow, context: string): boolean {
  return jobs.some((job) => reports(job, context));
}

function reports({ id, name: shown = id, hasMatrix, calls }: DoctorJob, context: string): boolean {
  if (shown.includes("${{")) {
    const [begin = ""] = shown.split("${{");
    const end = shown.slice(shown.lastIndexOf("}}") + 2);
    return context.startsWith(begin) && (hasMatrix ? true : context.endsWith(end));
  }
  if (calls !== undefined && context.startsWith(`${shown} / `)) return true;
  return context === shown || (hasMatrix && context.startsWith(`${shown} (`));
}
