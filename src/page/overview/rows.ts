import { type ShownSpans, shownSpans } from "../../core/status/shown-at.ts";
import type { Status, UnitStatus } from "../../core/status/status.ts";
import type { Sortable } from "./sort.ts";
import { type StateName, states, statesOf } from "./stand-in.ts";

/** A unit as the table shows it. */
export interface Row extends Sortable {
  unit: UnitStatus;
  /** Its states, the worst first. */
  states: StateName[];
  /** What its stream showed when. */
  shown: ShownSpans;
}

/**
 * The rows of all units.
 * @param now the reader's clock, in milliseconds since 1970
 */
export function rowsOf(status: Status, now: number): Row[] {
  const read = Date.parse(status.generated);
  return status.units.map((unit) => {
    const own = statesOf(unit, status, now);
    const published = unit.freshness.published === undefined ? undefined : Date.parse(unit.freshness.published);
    return {
      unit,
      states: own,
      rank: own[0] === undefined ? states.length : states.indexOf(own[0]),
      shown: shownSpans(unit, read),
      ...(published === undefined ? {} : { age: Math.max(0, now - published) }),
    };
  });
}
