import { millisecondsOf } from "../lib/time/timestamp.ts";
import type { Publication } from "../rollback/rollback.ts";

/** Which publications of a unit a reader wants. */
export interface HistoryWindow {
  /** The newest so many, whatever their age. */
  newest: number;
  /** All since this moment too, in milliseconds since 1970. */
  since?: number;
}

/** The publications in a window. Both lists are oldest first. */
export function publicationsIn(
  { newest, since = Number.POSITIVE_INFINITY }: HistoryWindow,
  publications: readonly Publication[],
): Publication[] {
  const first = publications.findIndex(({ stamp }) => millisecondsOf(stamp.timestamp) >= since);
  const start = Math.max(0, publications.length - newest);
  return publications.slice(first === -1 ? start : Math.min(first, start));
}
