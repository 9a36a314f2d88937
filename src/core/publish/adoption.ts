import type { Digest } from "../lib/digest.ts";
import { firstMinuteOf, minuteBefore, type Timestamp } from "../lib/time/timestamp.ts";
import { maximumSequence } from "../tags/grammar.ts";
import { type PublicationId, timestampTag, timestampTags } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { ObservedDestination, UnidentifiedDigest } from "./observation.ts";

/** A timestamp tag for an image that a stream tag showed before Tagstream. */
export interface Adoption {
  repository: string;
  tag: string;
  digest: Digest;
}

/**
 * The next missing timestamp tag of an image from before Tagstream. Without that tag, the stream's
 * first move would leave the image untagged. The tag has the image's creation time, and exists only
 * in the registry that has the image. Registries may show different images; each keeps its own.
 * An adopted image never counts as newer than a publication. If it claims a later creation time, or
 * none, it gets the minute before; with timestamps of a day, the last minute of the day before.
 * @param target the newest publication: the stream moves there now or, under a hold, after the hold
 * ends
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

/**
 * The first sequence of the image's minute that no other image has in any registry: a timestamp tag
 * names one digest.
 */
function publicationIdFor(
  unit: Unit,
  destinations: readonly ObservedDestination[],
  { digest, created }: UnidentifiedDigest,
  limit: Timestamp,
): PublicationId {
  const timestamp = created !== undefined && created < limit ? created : minuteBefore(firstMinuteOf(limit));
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
