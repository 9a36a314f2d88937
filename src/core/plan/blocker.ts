/** Why nothing is done with a unit of a plan: the codes under which it is reported. */
export const blockerCodes = ["plan-registry-unknown", "plan-base-unpublished", "version-taken"] as const;

/**
 * What keeps a plan from doing anything with one unit; the others go on.
 * `reason`: for people, lower case, no full stop.
 */
export interface Blocker {
  code: (typeof blockerCodes)[number];
  reason: string;
}
