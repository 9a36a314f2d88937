import type { UnitRecord } from "../../core/build/record.ts";
import type { Clock } from "../../ports/clock.ts";
import { createSlots } from "./slots.ts";

/** Slots for work on units, which record when a unit's work began and how long it waited for that. */
export function timedSlots(limit: number, clock: Clock): (work: () => Promise<UnitRecord>) => Promise<UnitRecord> {
  const inSlot = createSlots(limit);
  return (work) => {
    const ready = clock.now();
    return inSlot(async () => {
      const began = clock.now();
      const record = await work();
      const queue = Math.max(0, began.getTime() - ready.getTime()); // a clock may be set back
      return { ...record, began: began.toISOString(), duration: { queue, ...record.duration } };
    });
  };
}
