import { mayBecome } from "../events/capabilities.ts";
import type { Trigger } from "../events/event.ts";
import type { Intent } from "../events/intent.ts";
import { type DocumentKind, malformed, readDocument } from "../lib/json-document.ts";
import { failure } from "../lib/problems/problem.ts";
import { type Plan, planSchema } from "./plan.ts";
import { checkPlan } from "./plan-check.ts";
import { type Configured, configuredFaults } from "./plan-configured.ts";
import { eventFault } from "./plan-event.ts";

const kind: DocumentKind<Plan> = {
  name: "plan",
  schema: planSchema,
  version: 1,
  codes: { malformed: "plan-malformed", version: "plan-version", foreign: "plan-foreign" },
  remedy: "Set `plan` to the file that the command `plan` wrote in this run, unchanged.",
};

/** The values that a plan must have. Absent values are not checked. */
export interface Expected {
  /** `owner/name`, compared without regard to case, as GitHub does. */
  repository?: string;
  commit?: string;
  /** GitHub's run id: a plan is only valid within its run. */
  run?: string;
  /** The intent of the run's event: a plan cannot allow more. */
  intent?: Intent | "retire" | "none";
  /** The pushed git tag: a plan cannot be for another version. */
  gitTag?: string;
  /** The other facts of the run's event. */
  trigger?: Trigger;
}

/**
 * Reads a plan from its file.
 * @throws Failure `plan-malformed`, with every fault; `plan-version`; `plan-foreign`, if it belongs
 * to another repository or commit
 */
export function readPlan(text: string, expected: Expected = {}): Plan {
  const plan = readDocument(text, kind);
  const faults = checkPlan(plan);
  if (faults.length > 0) throw malformed(kind, faults);
  const { repository = plan.repository, commit = plan.commit } = expected;
  if (repository.toLowerCase() !== plan.repository.toLowerCase()) {
    throw failure(kind.codes.foreign, `The plan is for the repository ${plan.repository}, but this is ${repository}. ${remedy}`);
  }
  if (expected.run !== undefined && expected.run !== plan.run.id) {
    throw failure(kind.codes.foreign, `The plan is from run ${plan.run.id}, but this is run ${expected.run}. ${remedy}`);
  }
  if (expected.intent !== undefined && !mayBecome(expected.intent, plan.intent)) {
    throw failure(
      kind.codes.foreign,
      `The plan is for "${plan.intent}", but this run's event asks for "${expected.intent}". ${remedy}`,
    );
  }
  if (expected.gitTag !== undefined && expected.gitTag !== plan.gitTag) {
    throw failure(
      kind.codes.foreign,
      `The plan is for the git tag ${plan.gitTag}, but this run's event is for ${expected.gitTag}. ${remedy}`,
    );
  }
  const fault = expected.trigger && eventFault(plan, expected.trigger);
  if (fault !== undefined) throw failure(kind.codes.foreign, `${fault} ${remedy}`);
  if (commit !== plan.commit) {
    const message = `The plan is for commit ${plan.commit}, but ${commit} is checked out. Check out the plan's commit: \`ref: \${{ needs.plan.outputs.revision }}\`.`;
    throw failure(kind.codes.foreign, message);
  }
  return plan;
}

/**
 * Compares a plan with the configuration at its commit.
 * @throws Failure `plan-malformed`, with every difference
 */
export function assertConfigured(plan: Plan, configured: Configured): void {
  const faults = configuredFaults(plan, configured);
  if (faults.length === 0) return;
  const advice = "If a step before `plan` writes the configuration or test files, also run that step before this command.";
  throw malformed({ ...kind, remedy: `${kind.remedy} ${advice}` }, faults);
}

const remedy = "Use the plan that this run wrote.";

/** A plan as the text of its file, indented for people. */
export function printPlan(plan: Plan): string {
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}
