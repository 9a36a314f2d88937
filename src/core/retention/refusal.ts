import { groupBy } from "../lib/group-by.ts";
import { count } from "../lib/text/words.ts";
import { allRemovals } from "./order.ts";
import type { PlannedUnit } from "./retention-plan.ts";

/** Why a unit's publications are not removed: more than half would go. Undefined if they may be. */
export function refusalOf(going: number, all: number, accept: boolean): string | undefined {
  if (accept || going * 2 <= all) return undefined;
  return `${going} of ${count(all, "publication")} would go, more than half`;
}

/** The units, with what each of them leaves for the next run. */
export function withPostponed(units: readonly PlannedUnit[], max: number): PlannedUnit[] {
  const left = groupBy(allRemovals(units).slice(max), ({ unit }) => unit);
  return units.map((one) => {
    const postponed = left.get(one.unit)?.length;
    return postponed === undefined ? one : { ...one, postponed };
  });
}
