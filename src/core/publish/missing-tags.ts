import type { Digest } from "../lib/digest.ts";
import type { GivenAlias } from "../tags/given-alias.ts";
import type { PublicationFacts } from "../tags/kind.ts";
import { type PublicationTag, publicationTags, tagsThatShow } from "../tags/publication-tags.ts";
import { type PublicationId, printPublicationId } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { Step } from "./effect.ts";
import { isNeeded, type ObservedDestination } from "./observation.ts";

/** A publication whose tags must be in every registry. */
export interface IdentifiedDigest {
  stamp: PublicationId;
  digest: Digest;
  rollback?: true;
  /** The version of its source, if its image does not record that. */
  sourceVersion?: string;
  /**
   * The commit that its image records, if a kind of tag needs it: any later run can write that tag.
   */
  commit?: string;
  /** The texts that it gives for the unit's evaluated aliases. */
  aliases?: readonly GivenAlias[];
}

/** A publication, with the facts that decide about tags that others may have moved or taken. */
export interface PublicationToComplete extends IdentifiedDigest {
  /** Whether this run publishes it, or a hold names it: then it needs all its tags. */
  isOwn: boolean;
  /** Whether it is the newest publication of the unit: only then does a moving tag move to it. */
  isNewest: boolean;
  /** A repository that has the digest, besides the unit's own. */
  from?: string;
}

/** The facts behind the tags of a publication. */
export function factsOf({
  stamp,
  rollback,
  sourceVersion,
  commit,
  aliases = [],
}: Omit<IdentifiedDigest, "digest">): PublicationFacts {
  return {
    purpose: "publish",
    ...stamp,
    ...(rollback ? { rollback } : {}),
    ...(sourceVersion === undefined ? {} : { sourceVersion }),
    ...(commit === undefined ? {} : { commit }),
    ...(aliases.length === 0 ? {} : { aliases }),
  };
}

/**
 * The copy of a digest to the first registry that lacks it; undefined if none does.
 * @param elsewhere a repository that has the digest, if none of the unit's own does
 */
export function missingCopy(
  destinations: readonly Pick<ObservedDestination, "repository" | "digests">[],
  digest: Digest,
  elsewhere?: string,
): Step | undefined {
  const incomplete = destinations.find(({ digests }) => !digests.has(digest));
  if (!incomplete) return undefined;
  const from = destinations.find(({ digests }) => digests.has(digest))?.repository ?? elsewhere;
  if (from === undefined)
    return { kind: "blocked", reason: `${incomplete.repository} no longer has ${digest}, or does not show it yet: run again` };
  return { kind: "effect", effect: { kind: "copy", digest, from, to: incomplete.repository } };
}

/**
 * The first missing tag of a publication. Tags that come first get into all registries before the
 * rest.
 */
export function missingPublicationTag(
  unit: Unit,
  destinations: readonly ObservedDestination[],
  publication: PublicationToComplete,
): Step | undefined {
  const tags = publicationTags(unit, factsOf(publication)).filter(({ kind }) => kind.shows === "publication");
  const isFirst = ({ kind }: PublicationTag): boolean => kind.comesFirst === true;
  return (
    missingTag(destinations, tags.filter(isFirst), publication) ??
    missingTag(
      destinations,
      tags.filter((tag) => !isFirst(tag)),
      publication,
    )
  );
}

/** The first of these tags that is missing or wrong, registry by registry. */
function missingTag(
  destinations: readonly ObservedDestination[],
  tags: readonly PublicationTag[],
  publication: PublicationToComplete,
): Step | undefined {
  for (const [index, destination] of destinations.entries()) {
    for (const tag of tags) {
      const next = stepForTag(destination, isNeeded(destination, index), tag, publication);
      if (next) return next;
    }
  }
  return undefined;
}

function stepForTag(
  { repository, tags }: ObservedDestination,
  needed: boolean,
  { tag, kind, mutability }: PublicationTag,
  { stamp, digest, isOwn, isNewest }: PublicationToComplete,
): Step | undefined {
  const was = tags.get(tag);
  if (was === digest) return undefined;
  if (was === undefined) return { kind: "effect", effect: { kind: "tag", repository, tag, digest } };
  switch (mutability) {
    case "moves":
    case "removed with its pull request":
      return isNewest ? { kind: "effect", effect: { kind: "tag", repository, tag, digest, was } } : undefined;
    case "written once": {
      if (kind.mayBelongToOthers && !isOwn) return undefined;
      const reason = `${repository}:${tag} points to ${was}, but ${printPublicationId(stamp)} is ${digest} elsewhere: Tagstream never overwrites ${kind.words}`;
      return needed ? { kind: "blocked", reason } : { kind: "leave-out", repository, reason };
    }
  }
}

/**
 * The first stream tag or alias that shows another digest.
 * @param aliases the texts that the shown publication gives
 */
export function staleMovingTag(
  unit: Unit,
  destinations: readonly ObservedDestination[],
  digest: Digest,
  aliases: readonly GivenAlias[] = [],
): Step | undefined {
  return staleTag(destinations, tagsThatShow("stream", unit, { purpose: "publish", aliases }), digest);
}

/** The first of these tags that shows another digest, registry by registry. */
export function staleTag(
  destinations: readonly ObservedDestination[],
  movingTags: readonly string[],
  digest: Digest,
): Step | undefined {
  for (const { repository, tags } of destinations) {
    for (const tag of movingTags) {
      const was = tags.get(tag);
      if (was !== digest)
        return { kind: "effect", effect: { kind: "tag", repository, tag, digest, ...(was === undefined ? {} : { was }) } };
    }
  }
  return undefined;
}
