import type { Unit } from "./unit.ts";

/**
 * Stands for the stream of an image with `streams: false`: part of the names of its units, and of
 * their candidate tags, `rc.25-el9-version.pr-123`.
 */
export const noStream = "version";

/**
 * Whether a unit has versions alone. No tag moves with it and it has no timestamps: schedules and
 * pushes plan nothing for it, a git tag gives it its version tags.
 */
export function hasVersionsAlone({ versions }: Pick<Unit, "versions">): boolean {
  return versions?.alone === true;
}
