import { covers, type Hold, type UnitHold } from "../holds/hold.ts";
import type { Digest } from "../lib/digest.ts";
import type { TagstreamAnnotations } from "../oci/annotations.ts";
import type { PublicationId } from "../publish/observation.ts";
import type { Unit } from "../unit/unit.ts";

/** How an image came to be published under a timestamp. */
export type Origin =
  | { kind: "built" }
  /** Without a number: of a merge queue. */
  | { kind: "promoted"; pullRequest?: number }
  | { kind: "rolled back"; to: PublicationId }
  /** A digest that was published before, since a commit of the same inputs came back. */
  | { kind: "published again"; first: PublicationId }
  /** It says nothing of itself: it was there before Tagstream, or is not of its making. */
  | { kind: "adopted" };

/** One publication of a unit, as the registries have it. */
export interface HistoryEntry {
  stamp: PublicationId;
  digest: Digest;
  origin: Origin;
  /** The commit that it was built from. */
  revision?: string;
  /** What it is built on: `docker.io/library/debian:bookworm-slim sha256:…`. */
  bases: readonly string[];
  /** Repositories that have another image under this timestamp, or none. */
  differing: readonly string[];
}

/** What one of a unit's moving tags shows. */
export interface ShownTag {
  tag: string;
  /** By repository; undefined where the tag is not there. */
  shown: ReadonlyMap<string, Digest | undefined>;
}

/** From when to when one hold kept a unit where it was. */
export interface HeldSpan extends Omit<UnitHold, "stamp"> {
  /** RFC 3339; absent while it still does. */
  until?: string;
  /** What of the hold's issue cannot be read. */
  fault?: string;
}

/** Everything that there is to know of a unit's publications, from its registries and the holds alone. */
export interface UnitHistory {
  unit: Unit;
  /** The stream tag, then the aliases. */
  tags: readonly ShownTag[];
  /** Newest first. */
  entries: readonly HistoryEntry[];
  /** Older ones, which are not listed. */
  more: number;
  /** When it was held, newest first: by holds that were lifted, too, altogether or for this unit. */
  holds: readonly HeldSpan[];
  /** Registries that could not be asked, each with the reason. */
  unknown: readonly string[];
}

/** How a digest came to be under a stamp. @param earlier what is under the unit's earlier stamps, oldest first */
export function originOf(
  { stamp, digest, rollback }: { stamp: PublicationId; digest: Digest; rollback?: true },
  { built, pullRequest }: TagstreamAnnotations,
  earlier: readonly { stamp: PublicationId; digest: Digest }[],
): Origin {
  const before = earlier.find((other) => other.digest === digest);
  if (rollback) return { kind: "rolled back", to: before?.stamp ?? stamp };
  if (before) return { kind: "published again", first: before.stamp };
  if (built === undefined) return { kind: "adopted" };
  // A second publication of a minute has a sequence, and was built for that minute all the same.
  if (built === stamp.timestamp) return { kind: "built" };
  return { kind: "promoted", ...(pullRequest === undefined ? {} : { pullRequest }) };
}

/** When the unit was held, and by which holds: newest first. @param now RFC 3339: until when an open hold has been one */
export function spansOf(unit: Pick<Unit, "name">, holds: readonly Hold[], now: string): HeldSpan[] {
  return holds.toSorted((a, b) => b.issue - a.issue).flatMap((hold) => spansOfHold(unit, hold, now));
}

/**
 * When one hold was on the unit, newest first: each time that it was lifted ends a span, and so does the end of the hold itself. When somebody brought
 * the unit back under it by hand, nobody knows: at the earliest when it had been lifted.
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

/** A moment in a hold's own time: the clock that it is from may not be GitHub's, and people may have written it. */
function within({ since, until }: Hold, now: string, at: string): string {
  const end = until ?? now;
  const ended = at > end ? end : at;
  return ended < since ? since : ended;
}

/** Whether all registries show the same under all of the unit's tags, and have all of the listed publications. */
export function agrees({ tags, entries, unknown }: UnitHistory): boolean {
  const shown = new Set(tags.flatMap((tag) => [...tag.shown.values()]));
  return unknown.length === 0 && shown.size <= 1 && entries.every(({ differing }) => differing.length === 0);
}
