import type { Digest } from "../lib/digest.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import type { PublicationId } from "../tags/timestamp.ts";
import type { Protections } from "./protections.ts";
import type { OwnPublication, ReadUnit } from "./publications.ts";

/**
 * What followers show or may still take: in their source, and in the source's own source, everything
 * that is not older. Of a follower that shows nothing yet, everything.
 */
export function protectFollowed(units: readonly ReadUnit[], protections: Protections): void {
  for (const follower of units) {
    for (const source of sourcesOf(follower, units)) {
      const from = needsFrom(follower, source, protections);
      const text = from ? `not older than what ${follower.unit.name} shows` : `${follower.unit.name} shows nothing yet`;
      for (const one of source.publications)
        if (!from || compareTimestampTags(one.stamp, from) >= 0) protections.addPublication(one, { kind: "followed", text });
    }
  }
}

/** The unit that a unit follows, the one that this follows, and so on. */
function sourcesOf({ unit }: ReadUnit, units: readonly ReadUnit[]): ReadUnit[] {
  const found: ReadUnit[] = [];
  let { follows } = unit;
  while (follows) {
    const name = follows.unit;
    const source = units.find((one) => one.unit.name === name);
    if (!source || found.includes(source)) break;
    found.push(source);
    follows = source.unit.follows;
  }
  return found;
}

/** The source's oldest publication that a follower still needs; undefined if it may need any. */
function needsFrom(follower: ReadUnit, source: ReadUnit, protections: Protections): PublicationId | undefined {
  const stamps = imagesOf(follower).map(
    (digest) => stampIn(source, digest, takenAt(follower, digest)) ?? ownStamp(follower, digest, protections),
  );
  if (stamps.length === 0 || stamps.includes(undefined)) return undefined;
  return stamps.flatMap((stamp) => stamp ?? []).toSorted(compareTimestampTags)[0];
}

/** What a follower shows in any registry, and what it published last. */
function imagesOf({ unit, shown, publications }: ReadUnit): Digest[] {
  const showing = shown.flatMap(({ tag, digest }) => (tag === unit.streamTag ? [digest] : []));
  const last = publications.findLast(({ rollback }) => !rollback)?.digest;
  return [...new Set([...showing, ...(last === undefined || showing.length === 0 ? [] : [last])])];
}

/** When a follower took an image; undefined for one that its stream showed before. */
function takenAt({ publications }: ReadUnit, digest: Digest): PublicationId | undefined {
  return ordinaryOf(publications, digest)?.stamp;
}

/**
 * The source's publication that a follower took: the newest ordinary one of the image that is not
 * newer than the follower's own. Its first repository says what it published, if that has the image.
 */
function stampIn({ unit, publications }: ReadUnit, digest: Digest, taken: PublicationId | undefined): PublicationId | undefined {
  const [first] = unit.destinations;
  const inFirst = publications.filter(({ tags }) => tags.some(({ repository }) => repository === first?.repository));
  const isBefore = ({ stamp }: OwnPublication): boolean => !taken || compareTimestampTags(stamp, taken) <= 0;
  // A clock that was ahead gave the source's a later timestamp.
  const found = [inFirst, publications].flatMap((some) => [ordinaryOf(some.filter(isBefore), digest), ordinaryOf(some, digest)]);
  return found.find((one) => one !== undefined)?.stamp;
}

/** The follower's own publication of an image that its source no longer has. It stays: it takes the source's place. */
function ownStamp({ publications }: ReadUnit, digest: Digest, protections: Protections): PublicationId | undefined {
  const own = ordinaryOf(publications, digest);
  if (own) protections.addPublication(own, { kind: "followed", text: "its source no longer has the image" });
  return own?.stamp;
}

function ordinaryOf(publications: readonly OwnPublication[], digest: Digest): OwnPublication | undefined {
  const own = publications.filter((one) => one.digest === digest);
  return own.findLast(({ rollback }) => !rollback) ?? own[0];
}
