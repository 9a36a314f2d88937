import { capabilitiesOf } from "../events/capabilities.ts";
import type { RebuildReason } from "../freshness/tries.ts";
import { covers, type Hold, type UnitHold } from "../holds/hold.ts";
import type { Digest } from "../lib/digest.ts";
import { isWholeDay, type Timestamp, wholeDayOf } from "../lib/time/timestamp.ts";
import type { TagstreamAnnotations } from "../oci/annotations.ts";
import type { UnitChanges } from "../packages/unit-changes.ts";
import type { Publication } from "../rollback/rollback.ts";
import type { PublicationId } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { Yank } from "../verdicts/verdict.ts";
import { type FollowedOrigin, type FollowedSource, followedOrigin } from "./followed.ts";
import type { ImageFacts } from "./image-facts.ts";

/** The origin of an image under a timestamp. */
export type Origin =
  | { kind: "built"; why?: RebuildReason }
  /**
   * Without a number: from a merge queue or, with `built`, built by a publication at another time:
   * of another stream, or of this one under an earlier timestamp.
   */
  | { kind: "promoted"; pullRequest?: number; built?: Timestamp }
  | FollowedOrigin
  | { kind: "rolled back"; to: PublicationId }
  /** A digest that was published before: a commit with the same inputs came back. */
  | { kind: "published again"; first: PublicationId }
  /** The image of the publication before it: a rebuild had the same content. */
  | { kind: "unchanged"; since: PublicationId }
  /** It has no annotations: it is older than Tagstream, or Tagstream did not build it. */
  | { kind: "adopted" };

/** One publication of a unit, from the registries. */
export interface HistoryEntry {
  stamp: PublicationId;
  digest: Digest;
  origin: Origin;
  /** The commit that it was built from. */
  revision?: string;
  /** The version of its source; absent if the stream does not come from git tags. */
  version?: string;
  /** Its base images: `docker.io/library/debian:bookworm-slim sha256:…`. */
  bases: readonly string[];
  /** What the image says of itself. */
  image: ImageFacts;
  /** The texts that it gave for the unit's evaluated aliases. Absent if the unit has none. */
  aliases?: readonly string[];
  /** The yank that counts: nothing may use the publication again. */
  yanked?: Yank;
  /** How it differs from the publication before it. Absent for the first one, and if nobody asked. */
  changes?: UnitChanges;
  /** Repositories that have a different image, or none, under this timestamp. */
  differing: readonly string[];
}

/** The images that one moving tag of a unit shows. */
export interface ShownTag {
  tag: string;
  /** By repository; undefined if the tag does not exist there. */
  shown: ReadonlyMap<string, Digest | undefined>;
}

/** A period in which one hold kept a unit in place. */
export interface HeldSpan extends Omit<UnitHold, "stamp"> {
  /** RFC 3339; absent while the period lasts. */
  until?: string;
  /** The unreadable parts of the hold's issue. */
  fault?: string;
}

/** All facts about a unit's publications, from its registries and the holds alone. */
export interface UnitHistory {
  unit: Unit;
  /** The stream tag, then the aliases, with the texts that the shown publication gives. */
  tags: readonly ShownTag[];
  /** Newest first. */
  entries: readonly HistoryEntry[];
  /** The number of older ones, which are not listed. */
  more: number;
  /**
   * The periods under holds, newest first. They include holds that ended, completely or for this
   * unit.
   */
  holds: readonly HeldSpan[];
  /** Registries that did not answer, each with the reason. */
  unknown: readonly string[];
}

/**
 * The origin of a digest under a publication id.
 * @param earlier the earlier publications of the unit, oldest first
 * @param source of a following unit: what its source published, and what people said of that
 */
export function originOf(
  publication: Publication,
  { built, intent, pullRequest, reason }: TagstreamAnnotations,
  earlier: readonly Publication[],
  source?: FollowedSource,
): Origin {
  const { stamp, digest, rollback } = publication;
  const before = earlier.find((other) => other.digest === digest);
  if (rollback) return { kind: "rolled back", to: before?.stamp ?? stamp };
  const followed = source && followedOrigin(publication, source);
  if (followed) return followed;
  const since = startOfRun(digest, earlier);
  if (since) return { kind: "unchanged", since };
  if (before) return { kind: "published again", first: before.stamp };
  if (built === undefined) return { kind: "adopted" };
  // A second publication in a minute has a sequence, but its build belongs to that minute, too.
  if (
    built === stamp.timestamp ||
    (isWholeDay(stamp.timestamp) && pullRequest === undefined && wholeDayOf(built) === stamp.timestamp)
  )
    return { kind: "built", ...(reason === undefined ? {} : { why: reason }) };
  const isOfPublication = intent !== undefined && capabilitiesOf(intent)?.publish === true;
  return { kind: "promoted", ...(pullRequest === undefined ? {} : { pullRequest }), ...(isOfPublication ? { built } : {}) };
}

/** The first of the ordinary publications of a digest right before this one; undefined if there are none. */
function startOfRun(digest: Digest, earlier: readonly Publication[]): PublicationId | undefined {
  return earlier[earlier.findLastIndex((other) => other.digest !== digest || other.rollback) + 1]?.stamp;
}

/**
 * The periods in which holds kept the unit in place, newest first.
 * @param now RFC 3339: open holds last until now
 */
export function spansOf(unit: Pick<Unit, "name">, holds: readonly Hold[], now: string): HeldSpan[] {
  return holds.toSorted((a, b) => b.issue - a.issue).flatMap((hold) => spansOfHold(unit, hold, now));
}

/**
 * The periods of one hold on the unit, newest first. Each partial release ends a period, and so
 * does the end of the hold. A person may have added the unit to the hold again by hand, at an
 * unknown time: the new period starts at the release, the earliest possible moment.
 */
function spansOfHold({ name }: Pick<Unit, "name">, hold: Hold, now: string): HeldSpan[] {
  const { issue, url, reason, owner, since, until, expires, fault } = hold;
  const partialReleases = (hold.partialReleases ?? [])
    .filter(({ units }) => units.includes(name))
    .map((one) => ({ ...one, at: within(hold, now, one.at) }));
  const ends = [...new Set(partialReleases.map(({ at }) => at))].toSorted();
  const spans = ends.map((at, index) => ({
    since: ends[index - 1] ?? since,
    until: at,
    digest: partialReleases.find((one) => one.at === at)?.digests.get(name),
  }));
  const last = ends.at(-1);
  const rest = { since: last ?? since, until, digest: hold.digests.get(name) };
  const goesOn = covers(hold, { name }) && (last === undefined || last !== until);
  return [...spans, ...(goesOn ? [rest] : [])].toReversed().map(({ since: from, until: to, digest }) => ({
    issue,
    url,
    reason,
    owner,
    since: from,
    ...(to === undefined ? {} : { until: to }),
    ...(expires === undefined ? {} : { expires }),
    ...(digest === undefined ? {} : { digest }),
    ...(fault === undefined ? {} : { fault }),
  }));
}

/**
 * Limits a moment to the time of a hold: people may have written it, or its clock may differ from
 * GitHub's.
 */
function within({ since, until }: Hold, now: string, at: string): string {
  const end = until ?? now;
  const ended = at > end ? end : at;
  return ended < since ? since : ended;
}

/**
 * Whether all registries agree: they show one digest under all tags of the unit, and have all
 * listed publications.
 */
export function agrees({ tags, entries, unknown }: UnitHistory): boolean {
  const shown = new Set(tags.flatMap((tag) => [...tag.shown.values()]));
  return unknown.length === 0 && shown.size <= 1 && entries.every(({ differing }) => differing.length === 0);
}
