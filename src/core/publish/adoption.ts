import type { Digest } from "../lib/digest.ts";
import { minuteBefore, type Timestamp } from "../lib/timestamp.ts";
import { maximumSequence } from "../tags/grammar.ts";
import type { Unit } from "../unit/unit.ts";
import {
  type ObservedDestination,
  type PublicationId,
  timestampTag,
  timestampTags,
  type UnidentifiedDigest,
} from "./observation.ts";

/** A timestamp tag for what a stream tag showed before Tagstream. */
export interface Adoption {
  repository: string;
  tag: string;
  digest: Digest;
}

/**
 * The next timestamp tag that is missing so that no image is lost when a stream tag from before Tagstream first moves: one of the
 * image's creation time, in the registry that has it. Registries may show different images, and keep each its own.
 * It never counts as newer than what is published: an image that says it was made later, or does not say when, gets the minute before.
 * @param target the newest publication: what the stream moves to now or, while it is held, once it is not
 */
export function missingAdoption(
  unit: Unit,
  destinations: readonly ObservedDestination[],
  target: { stamp: PublicationId; digest: Digest },
): Adoption | undefined {
  for (const { repository, tags, unidentified } of destinations) {
    if (!unidentified || unidentified.digest === target.digest) continue;
    const tag = timestampTags(unit, publicationIdFor(unit, destinations, unidentified, target.stamp.timestamp))[0];
    if (tag !== undefined && !tags.has(tag)) return { repository, tag, digest: unidentified.digest };
  }
  return undefined;
}

/** The first sequence of the image's minute that no other image has in any of the registries: a timestamp tag names one digest. */
function publicationIdFor(
  unit: Unit,
  destinations: readonly ObservedDestination[],
  { digest, created }: UnidentifiedDigest,
  limit: Timestamp,
): PublicationId {
  const timestamp = created !== undefined && created < limit ? created : minuteBefore(limit);
  const isFree = (sequence: number): boolean => {
    const tag = timestampTag(unit, { timestamp, sequence });
    return destinations.every(({ stamps, tags }) => {
      const listed = stamps.some((stamp) => stamp.timestamp === timestamp && stamp.sequence === sequence);
      return tags.has(tag) ? tags.get(tag) === digest : !listed;
    });
  };
  let sequence = 0;
  while (sequence < maximumSequence && !isFree(sequence)) sequence++;
  return { timestamp, sequence };
}
