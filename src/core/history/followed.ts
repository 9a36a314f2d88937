import { firstMinuteOf, minuteAfter, rfc3339 } from "../lib/time/timestamp.ts";
import type { Publication } from "../rollback/rollback.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import type { PublicationId } from "../tags/timestamp.ts";
import type { Advance, Judgements } from "../verdicts/verdict.ts";

/** What a follower may have published, and what people said of that. */
export interface FollowedSource {
  /** The following unit. */
  follower: string;
  /** Its source. */
  unit: string;
  /** What the source published, oldest first. */
  publications: readonly Publication[];
  /** What the follower published, oldest first. */
  own: readonly Publication[];
  judgements: Pick<Judgements, "verdicts" | "advances">;
}

/** The origin of a follower's image: its source, and the source's timestamp. */
export interface FollowedOrigin {
  kind: "followed";
  /** The source unit. */
  source: string;
  stamp: PublicationId;
  /** Who had called it good by then. */
  verifiedBy?: string[];
  /** Who published it before its time, and why. */
  advanced?: { by: string; reason: string };
}

/**
 * Where a follower's publication comes from: the newest publication of the source with that digest,
 * at or before it. Undefined if the source has none, or no longer.
 */
export function followedOrigin(publication: Publication, source: FollowedSource): FollowedOrigin | undefined {
  const { stamp, digest } = publication;
  const taken = source.publications.findLast(
    (one) => one.digest === digest && firstMinuteOf(one.stamp.timestamp) <= stamp.timestamp,
  );
  if (!taken) return undefined;
  const verifiedBy = verifiedBefore(publication, source);
  const advanced = advanceOf(publication, source);
  return {
    kind: "followed",
    source: source.unit,
    stamp: taken.stamp,
    ...(verifiedBy.length === 0 ? {} : { verifiedBy }),
    ...(advanced ? { advanced: { by: advanced.by, reason: advanced.reason } } : {}),
  };
}

/** Who had called the digest good by then. A timestamp is cut to the minute. */
function verifiedBefore({ stamp, digest }: Publication, { unit, judgements }: FollowedSource): string[] {
  const end = rfc3339(minuteAfter(stamp.timestamp));
  const good = judgements.verdicts.filter(
    (one) => one.verdict === "good" && one.unit === unit && one.digest === digest && one.at < end,
  );
  return [...new Set(good.map(({ by }) => by))];
}

/**
 * The advance that led to a publication. A run notes it after it chose its timestamp, so it belongs to
 * the follower's newest ordinary publication of that digest at or before it.
 */
function advanceOf({ stamp, digest }: Publication, { unit, follower, own, judgements }: FollowedSource): Advance | undefined {
  const ordinary = own.filter((one) => one.digest === digest && !one.rollback);
  return judgements.advances.findLast((advance) => {
    if (advance.follower !== follower || advance.unit !== unit || advance.digest !== digest) return false;
    const led = ordinary.findLast((one) => rfc3339(firstMinuteOf(one.stamp.timestamp)) <= advance.at);
    return led !== undefined && compareTimestampTags(led.stamp, stamp) === 0;
  });
}
