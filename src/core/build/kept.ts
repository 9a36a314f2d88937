import { capabilities } from "../events/capabilities.ts";
import type { Intent } from "../events/intent.ts";
import type { Problem } from "../lib/problems/problem.ts";
import type { PlannedUnit } from "../plan/plan.ts";
import type { UnitRecord } from "./record.ts";

/**
 * Why the image of a proposed change stays on its runner, although the change is trusted. Undefined
 * if it is pushed, or if the run pushes nothing anyway.
 */
export function keptReason(
  intent: Intent,
  { decision, candidates }: Pick<PlannedUnit, "decision" | "candidates">,
  record: Pick<UnitRecord, "kept"> | undefined,
): string | undefined {
  if (!capabilities[intent].candidates || decision !== "build") return undefined;
  return candidates === false ? "`candidates: false`" : record?.kept;
}

/**
 * The warning that builds stay on the runner.
 * @param reasons `this job has no login for quay.io`
 */
export function keptProblem(reasons: readonly string[]): Problem {
  return { code: "candidate-kept", severity: "warning", message: keptWords(reasons) };
}

/** Why builds stay on the runner, and the remedy. */
export function keptWords(reasons: readonly string[]): string {
  return `Nothing is pushed: ${reasons.join(", ")}. The builds are tested and stay on the runner, and the merge builds again. ${remedy}`;
}

/** The same as a plan says it: another job may build, and have a login. */
export function keptNote(reasons: readonly string[]): string {
  return `${reasons.join(", ")}: unless the job that builds has one, its builds are tested and stay on the runner, and the merge builds again. ${remedy}`;
}

const remedy = "To push candidates, log in before this step (docker/login-action); to keep it so, set `candidates: false`.";
