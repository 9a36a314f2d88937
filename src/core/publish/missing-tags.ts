import type { Digest } from "../lib/digest.ts";
import { movingTagsOf, type Unit } from "../unit/unit.ts";
import type { Step } from "./effect.ts";
import {
  isNeeded,
  type ObservedDestination,
  type PublicationId,
  printPublicationId,
  rollbackTag,
  timestampTags,
} from "./observation.ts";

/** A digest that has to be under a stamp, in every registry; of a rollback, with its mark. */
export interface IdentifiedDigest {
  stamp: PublicationId;
  digest: Digest;
  rollback?: true;
}

/** The copy of a digest to the first registry that lacks it; undefined where none does. */
export function missingCopy(destinations: readonly ObservedDestination[], digest: Digest): Step | undefined {
  const incomplete = destinations.find(({ digests }) => !digests.has(digest));
  if (!incomplete) return undefined;
  const from = destinations.find(({ digests }) => digests.has(digest));
  if (!from)
    return { kind: "blocked", reason: `${incomplete.repository} no longer holds ${digest}, or does not show it yet: run again` };
  return { kind: "effect", effect: { kind: "copy", digest, from: from.repository, to: incomplete.repository } };
}

/** The first mark of a rollback that is missing. Marks come before timestamp tags: no rollback is ever taken for an ordinary publication. */
export function missingMark(
  unit: Unit,
  destinations: readonly ObservedDestination[],
  publication: IdentifiedDigest,
): Step | undefined {
  const mark = rollbackTag(unit, publication.stamp);
  return missingTag(destinations, () => [mark], publication, "the mark of a rollback");
}

/**
 * The first timestamp tag of a publication that is missing.
 * @param ours whether it is what this run publishes: an alias that was another unit's then may have its timestamp still
 */
export function missingTimestampTag(
  unit: Unit,
  destinations: readonly ObservedDestination[],
  publication: IdentifiedDigest,
  ours: boolean,
): Step | undefined {
  const [own = "", ...ofAliases] = timestampTags(unit, publication.stamp);
  const tagsOf = ({ tags }: ObservedDestination) => [own, ...ofAliases.filter((tag) => ours || !tags.has(tag))];
  return missingTag(destinations, tagsOf, publication, "a timestamp tag");
}

/** A tag that never changes, in the first of these registries that lacks it, or has another digest under it. */
function missingTag(
  destinations: readonly ObservedDestination[],
  tagsOf: (destination: ObservedDestination) => readonly string[],
  { stamp, digest }: IdentifiedDigest,
  what: string,
): Step | undefined {
  for (const [index, destination] of destinations.entries()) {
    const { repository, tags } = destination;
    for (const tag of tagsOf(destination)) {
      const was = tags.get(tag);
      if (was === undefined) return { kind: "effect", effect: { kind: "tag", repository, tag, digest } };
      if (was === digest) continue;
      const reason = `${repository}:${tag} is ${was}, but ${printPublicationId(stamp)} is ${digest} elsewhere: Tagstream never overwrites ${what}`;
      return !isNeeded(destination, index) ? { kind: "leave-out", repository, reason } : { kind: "blocked", reason };
    }
  }
  return undefined;
}

/** The first stream tag or alias that shows something else. */
export function staleMovingTag(unit: Unit, destinations: readonly ObservedDestination[], digest: Digest): Step | undefined {
  for (const { repository, tags } of destinations) {
    for (const tag of movingTagsOf(unit)) {
      const was = tags.get(tag);
      if (was !== digest)
        return { kind: "effect", effect: { kind: "tag", repository, tag, digest, ...(was === undefined ? {} : { was }) } };
    }
  }
  return undefined;
}
