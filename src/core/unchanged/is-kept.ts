import type { Digest } from "../lib/digest.ts";
import type { PlannedUnit } from "../plan/plan.ts";

/** Whether a digest that a plan publishes is its newest publication, which its rebuild equals. */
export function isKept({ decision, current }: Pick<PlannedUnit, "decision" | "current">, digest: Digest): boolean {
  return decision === "build" && digest === current;
}
