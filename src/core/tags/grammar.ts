import type { Timestamp } from "../lib/timestamp.ts";

/** The OCI distribution specification's `<reference>` as a tag. */
const grammar = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** The longest tag that a registry takes, in characters. */
export const maximumTagLength = 128;

/** The largest sequence that tells apart publications of one minute: `-01` to `-99`; 0 prints as nothing. */
export const maximumSequence = 99;

/** What the tags of release candidates begin with. */
export const candidatePrefix = "rc.";

/** What the marks of rollbacks begin with. */
export const rollbackPrefix = "rb.";

/** Whether a registry would take this text as a tag. */
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
