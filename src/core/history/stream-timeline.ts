import type { Digest } from "../lib/digest.ts";
import { firstMinuteOf, isWholeDay, millisecondsOf } from "../lib/time/timestamp.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import type { PublicationId } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { HeldSpan, Origin } from "./history.ts";

/** A period, in milliseconds since 1970. */
interface Period {
  from: number;
  /** Absent while it lasts. */
  until?: number;
}

/** A period in which a stream showed a publication or, while a hold kept it from that, had it waiting. */
export interface PublicationBar extends Period {
  kind: "shown" | "waiting";
  stamp: PublicationId;
  origin: Origin;
  /** Whether this run published it, or moved the stream to it. */
  isNew: boolean;
}

/** One row of a stream's time line, from when to when. */
export type TimelineBar =
  | PublicationBar
  /** What is older than the listed publications: with a digest, one image, otherwise several. */
  | ({ kind: "older"; digest?: Digest } & Period)
  | ({ kind: "held"; issue: number } & Period);

/** What a stream showed, and when. */
export interface StreamTimeline {
  unit: Unit;
  /** By their beginning. */
  bars: readonly TimelineBar[];
}

/** A publication, with its origin. */
export interface OriginatedPublication {
  stamp: PublicationId;
  digest: Digest;
  origin: Origin;
}

/** What a time line consists of. */
export interface TimelineFacts {
  unit: Unit;
  /** The newest publications, oldest first. */
  publications: readonly OriginatedPublication[];
  /** Whether there are older ones. */
  more: boolean;
  /** The holds, also those that ended. */
  holds: readonly Pick<HeldSpan, "issue" | "since" | "until" | "digest">[];
  /** What this run published, or moved the stream to. */
  marked?: PublicationId;
  /** What the stream shows now, if known. */
  shown?: Digest;
}

/**
 * The time line of a stream. A publication is shown until the next one is; under a hold, it waits,
 * unless it is the image that the hold wants.
 * @param since what ended before is left out: milliseconds since 1970
 * @param now the same
 */
export function timelineOf(facts: TimelineFacts, since: number, now: number): StreamTimeline {
  const { unit, holds } = facts;
  const spans = holds.map(({ since: from, until, issue, digest }) => ({
    issue,
    digest,
    from: Date.parse(from),
    ...(until === undefined ? {} : { until: Date.parse(until) }),
  }));
  const bars = barsOf(facts, spans, now);
  const older = olderBars(facts, [...bars, ...spans], since);
  const held = spans.map(({ digest: _, ...span }) => ({ kind: "held" as const, ...span }));
  const all: TimelineBar[] = [...older, ...bars, ...held];
  return {
    unit,
    bars: all
      .filter(({ from, until = now }) => until > since && (until > from || from >= now))
      .map((bar) => (bar.from < since ? { ...bar, from: since } : bar))
      .toSorted((a, b) => a.from - b.from),
  };
}

/** What the stream showed before its listed publications or, under a hold that is older, still shows. */
function olderBars({ publications, more, shown }: TimelineFacts, known: readonly Period[], since: number): TimelineBar[] {
  const [first] = publications;
  const [begin] = known.map(({ from }) => Math.max(from, since)).toSorted((a, b) => a - b);
  if (begin === undefined) return [];
  if (shown !== undefined && publications.every(({ digest }) => digest !== shown))
    return [{ kind: "older", digest: shown, from: begin }];
  return more && first ? [{ kind: "older", from: since, until: momentOf(first.stamp) }] : [];
}

interface Span extends Period {
  digest: Digest | undefined;
}

function barsOf({ publications, marked, shown: stays }: TimelineFacts, holds: readonly Span[], now: number): PublicationBar[] {
  // A hold may have come between the timestamp of a publication and its tags.
  const isHeld = stays !== undefined && holds.some(({ until }) => until === undefined);
  const last = isHeld ? publications.findLastIndex(({ digest }) => digest === stays) : publications.length;
  const moves = publications.map(({ stamp, digest, origin }, index) => {
    const published = momentOf(stamp);
    const isNew = marked !== undefined && compareTimestampTags(stamp, marked) === 0;
    // A day says no time: it counts as its end, since a hold of that day may have come before.
    const latest = isWholeDay(stamp.timestamp) ? Math.min(millisecondsOf(stamp.timestamp), now) : published;
    const shown = index > last ? Number.POSITIVE_INFINITY : shownFrom(digest, published, latest, holds);
    return { stamp, origin, isNew, published, shown };
  });
  return moves.flatMap(({ published, shown, ...publication }, index): PublicationBar[] => {
    const later = moves.slice(index + 1);
    const next = later[0]?.published ?? Number.POSITIVE_INFINITY;
    const passed = later.reduce((earliest, move) => Math.min(earliest, move.shown), Number.POSITIVE_INFINITY);
    const bar = (kind: PublicationBar["kind"], from: number, until: number): PublicationBar[] =>
      until <= from && until < now ? [] : [{ ...publication, kind, from, ...(Number.isFinite(until) ? { until } : {}) }];
    const waits = shown > published ? bar("waiting", published, Math.min(shown, next, passed)) : [];
    return passed > shown ? [...waits, ...bar("shown", shown, passed)] : waits;
  });
}

/** When a publication begins: a day begins at midnight. In milliseconds since 1970. */
export function momentOf({ timestamp }: PublicationId): number {
  return millisecondsOf(firstMinuteOf(timestamp));
}

/** When the stream shows a publication, if no later one does: infinity while a hold is in the way. */
function shownFrom(digest: Digest, published: number, latest: number, holds: readonly Span[]): number {
  let from = latest;
  let isHeld = false;
  for (let found = covering(from, holds); found.length > 0; found = covering(from, holds)) {
    if (found.some((hold) => hold.digest === digest)) break;
    isHeld = true;
    from = Math.max(...found.map(({ until }) => until ?? Number.POSITIVE_INFINITY));
  }
  return isHeld ? from : published;
}

function covering(moment: number, holds: readonly Span[]): Span[] {
  return holds.filter(({ from, until = Number.POSITIVE_INFINITY }) => from <= moment && moment < until);
}
