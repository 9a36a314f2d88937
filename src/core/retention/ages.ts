import { count } from "../lib/text/words.ts";
import { day } from "../lib/time/duration.ts";
import { isWholeDay, millisecondsOf, type Timestamp, timestampOf } from "../lib/time/timestamp.ts";
import type { OwnPublication } from "./publications.ts";

/** The number of a timestamp's day since 1970. That of a whole day is its own, although it means the day's end. */
function dayNumber(timestamp: Timestamp): number {
  return millisecondsOf(`${timestamp.slice(0, 8)}-0000` as Timestamp) / day;
}

/** A number for the ISO week of a timestamp: 1970 began on a Thursday, and weeks begin on Mondays. */
export function weekOf(timestamp: Timestamp): number {
  return Math.floor((dayNumber(timestamp) + 3) / 7);
}

/** The month of a timestamp, UTC: `202611`. */
export function monthOf(timestamp: Timestamp): string {
  return timestamp.slice(0, 6);
}

/** The age of a timestamp in milliseconds. Between a whole day and anything, it is whole days. */
export function ageOf(timestamp: Timestamp, reference: Timestamp): number {
  if (isWholeDay(timestamp) || isWholeDay(reference)) return (dayNumber(reference) - dayNumber(timestamp)) * day;
  return millisecondsOf(reference) - millisecondsOf(timestamp);
}

/**
 * The timestamp that ages count from: a unit's newest publication that counts as published. A clock
 * that was wrong may have put one into the future, where it must not make the others old.
 * @param publications oldest first
 */
export function referenceOf(publications: readonly OwnPublication[], now: number): Timestamp | undefined {
  const newest = publications.findLast(({ counts }) => counts) ?? publications.at(-1);
  const today = timestampOf(new Date(now));
  return newest && ageOf(newest.stamp.timestamp, today) < 0 ? today : newest?.stamp.timestamp;
}

/** `90 days` */
export function daysWords(milliseconds: number): string {
  return count(Math.floor(milliseconds / day), "day");
}
