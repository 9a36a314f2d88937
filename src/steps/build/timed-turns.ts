import type { UnitRecord } from "../../core/build/record.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import type { Clock } from "../../ports/clock.ts";
import { createTurns, type Turn } from "./turns.ts";

/** Turns of units, which record when a unit's work began and how long it waited for that. */
export function timedTurns(
  limit: number,
  clock: Clock,
): (unit: PlannedUnit, work: (turn: Turn) => Promise<UnitRecord>) => Promise<UnitRecord> {
  const inTurn = createTurns(limit);
  return (unit, work) => {
    const ready = clock.now();
    return inTurn(unit, async (turn) => {
      const began = clock.now();
      const record = await work(turn);
      const queue = Math.max(0, began.getTime() - ready.getTime()); // a clock may be set back
      return { ...record, began: began.toISOString(), duration: { queue, ...record.duration } };
    });
  };
}
