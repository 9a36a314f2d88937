import type { Clock } from "../../ports/clock.ts";
import type { WorkProgress } from "../report/work-progress.ts";
import type { TagWriter } from "./published.ts";

/** A writer that also tells the progress, when it began to write a unit's tags, and how long that took. */
export function timedWriter(writerOf: TagWriter, progress: WorkProgress, clock: Clock): TagWriter {
  return (unit, tested) => {
    const write = writerOf(unit, tested);
    if (!write) {
      progress.finish(unit.name, false);
      return undefined;
    }
    return async (log) => {
      const began = clock.now();
      progress.begin(unit.name, "publish");
      const written = await write(log);
      progress.finish(unit.name, (written.converged ?? written.tagged)?.problem !== undefined);
      const duration = Math.max(0, clock.now().getTime() - began.getTime()); // a clock may be set back
      return { ...written, writing: { began: began.toISOString(), duration } };
    };
  };
}
