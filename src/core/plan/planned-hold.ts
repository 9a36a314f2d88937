import { isPublished, type Observation } from "../publish/observation.ts";
import type { Unit } from "../unit/unit.ts";
import type { UnitFacts } from "./facts.ts";
import type { PlannedHold } from "./plan.ts";

/** A unit's hold as a plan has it: without a digest that was never published, which counts for nothing. */
export function plannedHold(
  unit: Pick<Unit, "streamTag">,
  hold: UnitFacts["hold"],
  observed: Observation | undefined,
): PlannedHold | undefined {
  if (typeof hold !== "object") return undefined;
  if (hold.digest === undefined || (observed && isPublished(unit, observed, hold.digest))) return hold;
  const { digest: _, stamp: _stamp, inputs: _inputs, ...rest } = hold;
  return rest;
}
