import type { Trigger } from "../events/event.ts";
import type { Intent } from "../events/intent.ts";
import { type DocumentKind, malformed, readDocument } from "../lib/json-document.ts";
import { failure } from "../lib/problem.ts";
import { type Plan, planSchema } from "./plan.ts";
import { checkPlan } from "./plan-check.ts";
import { type Configured, configuredFaults } from "./plan-configured.ts";
import { eventFault } from "./plan-event.ts";

const kind: DocumentKind<Plan> = {
  name: "plan",
  schema: planSchema,
  version: 1,
  codes: { malformed: "plan-malformed", version: "plan-version", foreign: "plan-foreign" },
  remedy: "`plan` has to be the file that the command `plan` wrote in this run, unchanged.",
};

/** What a plan has to be of; what is not known is not asked for. */
export interface Expected {
  /** `owner/name`, compared without regard to case, as GitHub does. */
  repository?: string;
  commit?: string;
  /** GitHub's run id: a plan goes from job to job of one run, and no further. */
  run?: string;
  /** What the run's event asks for: a plan cannot allow more. */
  intent?: Intent | "retire" | "none";
  /** The git tag that was pushed: a plan cannot be for another version. */
  gitTag?: string;
  /** What else the run's event is about. */
  trigger?: Trigger;
}

/**
 * Reads a plan back from its file.
 * @throws Failure `plan-malformed`, with everything that is wrong; `plan-version`; `plan-foreign`, of another repository or commit
 */
export function readPlan(text: string, expected: Expected = {}): Plan {
  const plan = readDocument(text, kind);
  const faults = checkPlan(plan);
  if (faults.length > 0) throw malformed(kind, faults);
  const { repository = plan.repository, commit = plan.commit } = expected;
  if (repository.toLowerCase() !== plan.repository.toLowerCase()) {
    throw failure(kind.codes.foreign, `The plan is of the repository ${plan.repository}, and this is ${repository}. ${remedy}`);
  }
  if (expected.run !== undefined && expected.run !== plan.run.id) {
    throw failure(kind.codes.foreign, `The plan is of run ${plan.run.id}, and this is run ${expected.run}. ${remedy}`);
  }
  if (expected.intent !== undefined && expected.intent !== plan.intent) {
    throw failure(
      kind.codes.foreign,
      `The plan is for "${plan.intent}", and this run's event asks for "${expected.intent}". ${remedy}`,
    );
  }
  if (expected.gitTag !== undefined && expected.gitTag !== plan.gitTag) {
    throw failure(
      kind.codes.foreign,
      `The plan is for the git tag ${plan.gitTag}, and this run's event is about ${expected.gitTag}. ${remedy}`,
    );
  }
  const fault = expected.trigger && eventFault(plan, expected.trigger);
  if (fault !== undefined) throw failure(kind.codes.foreign, `${fault} ${remedy}`);
  if (commit !== plan.commit) {
    const message = `The plan is of commit ${plan.commit}, and ${commit} is checked out. Check out the plan's: \`ref: \${{ needs.plan.outputs.revision }}\`.`;
    throw failure(kind.codes.foreign, message);
  }
  return plan;
}

/**
 * Compares a plan with what its commit describes.
 * @throws Failure `plan-malformed`, with every difference
 */
export function assertConfigured(plan: Plan, configured: Configured): void {
  const faults = configuredFaults(plan, configured);
  if (faults.length === 0) return;
  const advice = "If a step before `plan` writes the configuration or test files, run that step before this command, too.";
  throw malformed({ ...kind, remedy: `${kind.remedy} ${advice}` }, faults);
}

const remedy = "Give it the plan that this run has written.";

/** A plan as the text of its file, indented for people. */
export function printPlan(plan: Plan): string {
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}
