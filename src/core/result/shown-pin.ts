import type { Digest } from "../lib/digest.ts";
import type { PinnedImage } from "../pins/pin-result.ts";
import { type PublicationId, timestampTag } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";

/**
 * What files should name of a unit after a run; absent if the run wrote none of its tags, and if the
 * stream shows another image than the newest one: then it did not move.
 * @param shown the digest that the stream shows
 */
export function shownPin(
  unit: Unit,
  tags: readonly string[],
  current: { stamp?: PublicationId; digest: Digest } | undefined,
  shown: Digest | undefined,
): { pin?: PinnedImage } {
  const repository = unit.destinations[0]?.repository;
  if (tags.length === 0 || !current?.stamp || current.digest !== shown || repository === undefined) return {};
  return { pin: { unit: unit.name, repository, tag: timestampTag(unit, current.stamp), digest: current.digest } };
}
