import type { FollowFacts, SourcePublication } from "../../core/follow/facts.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { firstMinuteOf, millisecondsOf, type Timestamp } from "../../core/lib/time/timestamp.ts";
import type { ObservedDestination } from "../../core/publish/observation.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import type { PublicationId } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { countedAt } from "../observe/publications.ts";

/** Tags to ask for at the same time. */
const parallelTags = 8;
/** The most publications of sufficient age to read for a unit that never followed any. */
const maxFirst = 100;

/** What a following unit published last, rollbacks aside; without a stamp, what its stream showed before Tagstream. */
export interface Followed {
  stamp?: PublicationId;
  digest: Digest;
  /** When its image was built: its source cannot have published it earlier. */
  built?: Timestamp;
  /** What its stream shows, if that is another image. */
  shown?: Digest;
}

/**
 * The source's publications, oldest first, back to the one that the unit followed last; and that
 * one. Reads newest first: a HEAD for each that is newer, and for the one found.
 * @param now milliseconds since 1970, and the soak in milliseconds: a unit that never followed any may
 *   wait for younger ones
 * @param isWhole whether to read all of them: a person may name any
 */
export async function readPublications(
  source: Unit,
  destination: ObservedDestination,
  followed: Followed | undefined,
  registry: Registry,
  { now, soak, isWhole }: { now: number; soak: number; isWhole: boolean },
): Promise<Pick<FollowFacts, "publications" | "last">> {
  const read: SourcePublication[] = [];
  let last: SourcePublication | undefined;
  const { stamps } = destination;
  const wanted = followed || isWhole ? stamps : stamps.slice(-maxFirst - countSince(stamps, now - soak));
  let size = firstRead(wanted, followed, soak);
  for (let end = wanted.length; end > 0 && (isWhole || !last); end -= size, size = parallelTags) {
    const chunk = wanted.slice(Math.max(0, end - size), end);
    const found = await mapLimited(chunk, parallelTags, (stamp) => countedAt(source, stamp, [destination], registry));
    read.unshift(...found.filter((publication) => publication !== undefined));
    last ??= followed && read.findLast((publication) => isOf(publication, followed) && isBefore(publication, followed));
    const oldest = chunk[0];
    if (followed?.built !== undefined && oldest && firstMinuteOf(oldest.timestamp) < followed.built && !isWhole) break;
  }
  // Two runs of one minute, or a clock that was ahead, gave what the unit follows a later timestamp.
  last ??= followed && read.findLast((publication) => isOf(publication, followed));
  const known = ofShown(read, followed) ?? last ?? goneOf(followed);
  const publications = known && !isWhole ? read.filter(({ stamp }) => compareTimestampTags(stamp, known.stamp) >= 0) : read;
  return { publications, ...(known ? { last: known } : {}) };
}

/**
 * How many to read first. What the unit followed last was as old as the soak then, so all that is
 * newer, and the one before.
 */
function firstRead(stamps: readonly PublicationId[], followed: Followed | undefined, soak: number): number {
  if (!followed?.stamp) return parallelTags;
  return countSince(stamps, millisecondsOf(followed.stamp.timestamp) - soak) + 1;
}

function countSince(stamps: readonly PublicationId[], moment: number): number {
  return stamps.filter(({ timestamp }) => millisecondsOf(timestamp) > moment).length;
}

/**
 * What its stream shows, if the source published that after what it followed last: a listing does
 * not have its newest timestamp tag yet. Without it, the unit could go back by itself.
 */
function ofShown(read: readonly SourcePublication[], followed: Followed | undefined): SourcePublication | undefined {
  const { stamp, shown } = followed ?? {};
  if (stamp === undefined || shown === undefined) return undefined;
  const since =
    read.find((publication) => followed && isOf(publication, followed) && isBefore(publication, followed))?.stamp ?? stamp;
  return read.findLast((one) => one.digest === shown && !one.rollback && compareTimestampTags(one.stamp, since) > 0);
}

/** The publication that the source no longer has: only its own timestamp is known. */
function goneOf(followed: Followed | undefined): FollowFacts["last"] {
  return followed?.stamp && { stamp: followed.stamp, digest: followed.digest, gone: true };
}

/** Whether the unit may have followed this publication. */
function isOf({ digest, rollback }: SourcePublication, followed: Followed): boolean {
  return digest === followed.digest && !rollback;
}

function isBefore({ stamp }: SourcePublication, followed: Followed): boolean {
  return !followed.stamp || compareTimestampTags(stamp, followed.stamp) <= 0;
}
