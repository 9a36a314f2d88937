import { count, duration, firstOf, thousands } from "./words.ts";

/** A unit that is worked on. */
export interface Running {
  name: string;
  /** What happens to it now: `build`, `tests`. */
  step: string;
  /** When this step began, in milliseconds. */
  began: number;
}

/** How far work on several units is. */
export interface Work {
  total: number;
  /** Units that need no more work, including failed ones. */
  done: number;
  failed: number;
  running: readonly Running[];
  /** What the units are: images, unless it says otherwise. */
  nouns?: readonly [one: string, many: string];
}

/** Milliseconds between two lines of a log, and before the first: shorter work prints none. */
export const lineInterval = 30_000;
/** The same for a line that is written over the one before. */
const liveInterval = 1000;

/** The most units that a line names. */
const maxNamed = 4;

/**
 * Whether a line is due.
 * @param times when the work began and when the last line was shown, in milliseconds
 * @param live whether the line replaces the one before
 */
export function isLineDue({ began, shown }: { began: number; shown?: number }, now: number, live: boolean): boolean {
  return now - (shown ?? began) >= (live ? liveInterval : lineInterval);
}

/**
 * `3 of 12 images done · running: squid:release (build, 1 min 20 s), xcache:release (tests, 4 s) · 7
 * waiting`
 * @param now in milliseconds
 */
export function workLine({ total, done, failed, running, nouns = ["image", "images"] }: Work, now: number): string {
  const waiting = total - done - running.length;
  const seconds = (since: number): string => duration(Math.round((now - since) / 1000) * 1000);
  const longestFirst = running.toSorted((a, b) => a.began - b.began);
  const names = longestFirst.map(({ name, step, began }) => `${name} (${step}, ${seconds(began)})`);
  return [
    `${thousands(done)} of ${count(total, ...nouns)} done${failed > 0 ? ` (${thousands(failed)} failed)` : ""}`,
    ...(names.length > 0 ? [`running: ${firstOf(names, maxNamed)}`] : []),
    ...(waiting > 0 ? [`${thousands(waiting)} waiting`] : []),
  ].join(" · ");
}
