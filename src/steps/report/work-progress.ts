import { isLineDue, type Running, type Work, workLine } from "../../core/lib/text/work-line.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Reporter } from "../../ports/reporter.ts";

/** Tells people how far parallel work is. */
export interface WorkProgress {
  /** A step of a unit begins, and so its last one ends: `build`, `tests`. */
  begin(name: string, step: string): void;
  /** A unit needs no more work. */
  finish(name: string, failed: boolean): void;
  /** Ends the lines. */
  end(): void;
}

/** Milliseconds between two looks at the clock. */
const beat = 1000;

/**
 * Shows the progress of work on several units: a line each half minute, outside all groups of the
 * log, so that no group holds it back; in a terminal one line that changes. Work on a single unit
 * shows nothing: its own group is live.
 * @param total the number of units
 * @param nouns what they are, if not images
 */
export function showProgress(
  total: number,
  { reporter, clock }: { reporter: Reporter; clock: Clock },
  nouns?: Work["nouns"],
): WorkProgress {
  const running = new Map<string, Running>();
  let [done, failed] = [0, 0];
  const now = (): number => clock.now().getTime();
  const times: { began: number; shown?: number } = { began: now() };
  const show = reporter.live ?? reporter.line;
  const look = (): void => {
    if (done === total || !isLineDue(times, now(), reporter.live !== undefined)) return;
    times.shown = now();
    show(workLine({ total, done, failed, running: [...running.values()], ...(nouns ? { nouns } : {}) }, times.shown));
  };
  const timer = total > 1 ? setInterval(look, beat).unref() : undefined;
  return {
    begin: (name, step) => void running.set(name, { name, step, began: now() }),
    finish: (name, hasFailed) => {
      running.delete(name);
      done++;
      if (hasFailed) failed++;
    },
    end: () => {
      clearInterval(timer);
      reporter.live?.("");
    },
  };
}
