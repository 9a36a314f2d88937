import { commands } from "../../src/commands/index.ts";
import type { Step, Workflow, WorkflowJob } from "./workflow.ts";
import type { WorkflowFile } from "./workflow-files.ts";

/** Whether a step is our action, as a release. */
export const isOurs = ({ uses }: Step): boolean => uses === "octo/tagstream@v1";
const isCheckout = ({ uses = "" }: Step): boolean => uses.startsWith("actions/checkout@");

/** What our action reads in a job must be the plan's commit, without credentials that a test script could find. */
export function ofCheckouts({ steps }: WorkflowJob): string[] {
  const ours = steps.filter(isOurs);
  if (ours.length === 0) return [];
  const readsPlan = ours.some(({ with: inputs = {} }) =>
    commands.some(({ name, needs }) => name === inputs["command"] && needs?.includes("plan")),
  );
  return steps
    .filter(isCheckout)
    .flatMap(({ with: inputs = {} }) => [
      ...(inputs["persist-credentials"] === false ? [] : ["leaves credentials in the checkout, which Tagstream does not need"]),
      ...(readsPlan && !/^\$\{\{ needs\.(?:candidate-)?plan\.outputs\.revision \}\}$/.test(String(inputs["ref"]))
        ? ["reads a plan, and does not check out the commit of its configuration"]
        : []),
    ]);
}

/** `workflow_run` has the repository's secrets, whoever started the run before it: only this form is safe, and stays green. */
export function ofWorkflowRun({ on, jobs }: Workflow, { text }: WorkflowFile): string[] {
  if (!("workflow_run" in on)) return [];
  const { workflows = [], branches = [] } = (on["workflow_run"] ?? {}) as { workflows?: string[]; branches?: string[] };
  const violations: string[] = [];
  if (workflows.length === 0 || branches.length === 0) violations.push("workflow_run without `workflows` and `branches`");
  const taken = /github\.event\.workflow_run\.(?!event\b|conclusion\b)[\w.]+/.exec(text)?.[0];
  if (taken !== undefined) violations.push(`takes ${taken} from a run that a stranger may have started`);
  for (const [name, { needs, if: condition = "" }] of Object.entries(jobs)) {
    if (needs !== undefined || isTrustedRun(condition)) continue;
    violations.push(`job ${name}: starts after any run, and not only after a successful push or schedule`);
  }
  return violations;
}

/** Whether a condition names the trusted events of the run before, and its success. Alternatives are not understood. */
function isTrustedRun(condition: string): boolean {
  const parts = condition.replace(/^\$\{\{|\}\}$/g, "").split("&&");
  const has = (pattern: RegExp): boolean => parts.some((part) => pattern.test(part.trim()));
  const event = /^github\.event\.workflow_run\.event == '(push|schedule)'$/;
  return has(event) && has(/^github\.event\.workflow_run\.conclusion == 'success'$/);
}
