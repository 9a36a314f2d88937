import { type Severity, stateNames, statesOf, type UnitState } from "../../core/status/state.ts";
import type { Status, UnitStatus } from "../../core/status/status.ts";
import type { Sortable } from "./sort.ts";

/** A unit as the table shows it. */
export interface Row extends Sortable {
  unit: UnitStatus;
  /** Its states, the worst first. */
  states: UnitState[];
  /** Publications that a search found, if it did not find the unit itself. */
  found: string[];
}

const severities: readonly Severity[] = ["bad", "odd", "calm", "good"];

/**
 * The rows of all units.
 * @param now the reader's clock, in milliseconds since 1970
 */
export function rowsOf(status: Status, now: number): Row[] {
  return status.units.map((unit) => {
    const states = statesOf(unit, status, now).toSorted((a, b) => rankOf(a) - rankOf(b));
    const published = unit.freshness.published === undefined ? undefined : Date.parse(unit.freshness.published);
    return {
      unit,
      states,
      rank: rankOf(states[0]),
      found: [],
      ...(published === undefined ? {} : { age: Math.max(0, now - published) }),
    };
  });
}

/** 0 is the worst. A unit without a state comes last. */
function rankOf(state: UnitState | undefined): number {
  if (!state) return severities.length * stateNames.length;
  return severities.indexOf(state.severity) * stateNames.length + stateNames.indexOf(state.name);
}
