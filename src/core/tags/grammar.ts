import type { Timestamp } from "../lib/time/timestamp.ts";

/** The OCI distribution specification's `<reference>` as a tag. */
const grammar = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** The longest valid tag, in characters. */
export const maximumTagLength = 128;

/**
 * The largest sequence, which distinguishes publications of one minute: `-01` to `-99`; 0 prints as
 * nothing.
 */
export const maximumSequence = 99;

/** The prefix of candidate tags. */
export const candidatePrefix = "rc.";

/** The prefix of rollback marks. */
export const rollbackPrefix = "rb.";

/** The prefix of build caches. */
export const cachePrefix = "cache.";

/** Whether a text is a valid tag. */
export function isTag(text: string): boolean {
  return grammar.test(text);
}

/** Orders timestamp tags of one moving tag: oldest first. */
export function compareTimestampTags(
  a: { timestamp: Timestamp; sequence: number },
  b: { timestamp: Timestamp; sequence: number },
): number {
  return a.timestamp === b.timestamp ? a.sequence - b.sequence : a.timestamp < b.timestamp ? -1 : 1;
}
