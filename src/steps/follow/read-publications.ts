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
}

/**
 * The source's publications, oldest first, back to the one that the unit followed last; and that
 * one. Reads newest first: a HEAD for each that is newer, and for the one found.
 * @param soaked the moment before which a publication has the age that it needs, in milliseconds: the
 *   unit may wait for younger ones
 * @param isWhole whether to read all of them: a person may name any
 */
export async function readPublications(
  source: Unit,
  destination: ObservedDestination,
  followed: Followed | undefined,
  registry: Registry,
  { soaked, isWhole }: { soaked: number; isWhole: boolean },
): Promise<Pick<FollowFacts, "publications" | "last">> {
  const read: SourcePublication[] = [];
  let last: SourcePublication | undefined;
  const { stamps } = destination;
  const young = stamps.filter(({ timestamp }) => millisecondsOf(timestamp) > soaked).length;
  const wanted = followed || isWhole ? stamps : stamps.slice(-maxFirst - young);
  for (let end = wanted.length; end > 0 && (isWhole || !last); end -= parallelTags) {
    const chunk = wanted.slice(Math.max(0, end - parallelTags), end);
    const found = await mapLimited(chunk, parallelTags, (stamp) => countedAt(source, stamp, [destination], registry));
    read.unshift(...found.filter((publication) => publication !== undefined));
    last ??= followed && read.findLast((publication) => isOf(publication, followed) && isBefore(publication, followed));
    const oldest = chunk[0];
    if (followed?.built !== undefined && oldest && firstMinuteOf(oldest.timestamp) < followed.built && !isWhole) break;
  }
  // Two runs of one minute, or a clock that was ahead, gave what the unit follows a later timestamp.
  last ??= followed && read.findLast((publication) => isOf(publication, followed));
  const known = last ?? goneOf(followed);
  const publications = known && !isWhole ? read.filter(({ stamp }) => compareTimestampTags(stamp, known.stamp) >= 0) : read;
  return { publications, ...(known ? { last: known } : {}) };
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
