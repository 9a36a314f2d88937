import { isPublished, type Observation } from "../../publish/observation.ts";
import type { Unit } from "../../unit/unit.ts";
import type { PlannedHold } from "../plan.ts";
import type { UnitFacts } from "./facts.ts";

/**
 * The hold of a unit in a plan. A digest that was never published does not count and is left out.
 */
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
