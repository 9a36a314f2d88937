/** The error codes of blocked units. */
export const blockerCodes = [
  "plan-registry-unknown",
  "plan-base-unpublished",
  "version-taken",
  "source-unusable",
  "stream-version-lower",
  "timestamps-unread",
  "follow-unknown",
  "follow-refused",
] as const;

/**
 * The reason why a plan skips one unit; the other units go on.
 * `reason`: for people, lower case, no full stop.
 */
export interface Blocker {
  code: (typeof blockerCodes)[number];
  reason: string;
}
