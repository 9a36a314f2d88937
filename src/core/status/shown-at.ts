import type { Digest } from "../lib/digest.ts";
import { firstMinuteOf, millisecondsOf } from "../lib/time/timestamp.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import { type PublicationId, parsePublicationId } from "../tags/timestamp.ts";
import type { UnitStatus } from "./status.ts";

/** A period in which a stream showed one publication. Moments are milliseconds since 1970. */
export interface ShownSpan {
  from: number;
  /** The end, which is not part of it. Absent: it lasts. */
  until?: number;
  digest: Digest;
  /** The newest listed publication with this digest at that time. Absent if none of those listed has it. */
  publication?: string;
  /** The issue of the hold that decided. */
  heldBy?: number;
  /** Present if the publication's timestamp is ahead of the clock: `from` is when Tagstream read it. */
  ahead?: true;
}

/** What a unit's stream showed, as far as its publications and holds say. */
export interface ShownSpans {
  /** Newest first. They may leave gaps, where it is not known. */
  spans: ShownSpan[];
  /** Whether it may have shown publications that are not listed before the spans. */
  isCut: boolean;
  /** When Tagstream read the status. */
  read: number;
  /**
   * Present if the registry shows another digest: a run is going on, a run failed, or a person moved
   * the tag. `registry` is absent if there is no tag, `expected` if there are no publications.
   */
  differsNow?: { registry?: Digest; expected?: Digest };
}

/** What a stream showed at a moment. */
export type ShownAt =
  | { kind: "shown"; span: ShownSpan; differsNow?: { registry?: Digest } }
  /** Before its first publication. */
  | { kind: "nothing" }
  /** It showed a publication that is not listed. */
  | { kind: "unknown" };

type SpanUnit = Pick<UnitStatus, "publications" | "holds" | "more" | "shows" | "unknown">;

interface Publication {
  id: PublicationId;
  text: string;
  digest: Digest;
  at: number;
  ahead?: true;
}

interface Span {
  issue: number;
  digest: Digest | null;
  from: number;
  until: number;
}

type State = Omit<ShownSpan, "from" | "until">;

const minute = 60_000;

/**
 * The periods of what a unit's stream showed. It shows its newest publication, a rollback included. A
 * hold with a digest makes it show that one; another hold keeps it where it is. Where a hold ends, it
 * shows the newest publication again. Timestamps are those of the run's start: the tag moved some
 * minutes later. A whole day counts as its end, as everywhere.
 * @param read when Tagstream read the unit: `generated` in milliseconds since 1970. What a wrong
 * clock dated later was there by then.
 */
export function shownSpans(unit: SpanUnit, read: number): ShownSpans {
  const publications = publicationsOf(unit, read);
  const holds = holdsOf(unit, publications, read);
  const moments = new Set([...publications.map(({ at }) => at), ...holds.flatMap(({ from, until }) => [from, until])]);
  const spans: ShownSpan[] = [];
  let state: State | undefined;
  for (const moment of [...moments].filter((one) => one <= read).toSorted((a, b) => a - b)) {
    const next = stateAt(moment, state, publications, holds);
    if (isSame(state, next)) continue;
    const last = spans[0];
    if (state && last) last.until = moment;
    if (next) spans.unshift({ from: moment, ...next });
    state = next;
  }
  const differs = differsNow(unit, state?.digest);
  return { spans, isCut: unit.more > 0, read, ...(differs ? { differsNow: differs } : {}) };
}

/**
 * What the stream showed at a moment.
 * @param moment milliseconds since 1970
 */
export function shownAt({ spans, isCut, read, differsNow: differs }: ShownSpans, moment: number): ShownAt {
  const span = spans.find(({ from, until = Number.POSITIVE_INFINITY }) => from <= moment && moment < until);
  if (span) return { kind: "shown", span, ...(differs && moment >= read ? { differsNow: differs } : {}) };
  const isFirst = spans.every(({ from }) => moment < from);
  return { kind: isFirst && !isCut ? "nothing" : "unknown" };
}

/** What decides from this moment on, until the next one. */
function stateAt(
  moment: number,
  before: State | undefined,
  all: readonly Publication[],
  holds: readonly Span[],
): State | undefined {
  const publications = all.filter(({ at }) => at <= moment);
  const active = holds.filter(({ from, until }) => from <= moment && moment < until).toSorted((a, b) => b.issue - a.issue);
  const hold = active.find(({ digest }) => digest !== null) ?? active[0];
  const digest = hold ? (hold.digest ?? before?.digest) : publications.at(-1)?.digest;
  if (digest === undefined) return undefined;
  const shown = publications.findLast((one) => one.digest === digest);
  return {
    digest,
    ...(shown ? { publication: shown.text } : {}),
    ...(hold ? { heldBy: hold.issue } : {}),
    ...(shown?.ahead ? { ahead: true } : {}),
  };
}

function isSame(a: State | undefined, b: State | undefined): boolean {
  return a?.digest === b?.digest && a?.publication === b?.publication && a?.heldBy === b?.heldBy;
}

/** Oldest first. A text that is no timestamp names no moment. */
function publicationsOf({ publications }: SpanUnit, read: number): Publication[] {
  const dated = publications.flatMap(({ timestamp, digest }): Publication[] => {
    const id = parsePublicationId(timestamp);
    if (!id) return [];
    const at = Math.min(millisecondsOf(id.timestamp), read);
    const isAhead = millisecondsOf(firstMinuteOf(id.timestamp)) > read;
    return [{ id, text: timestamp, digest, at, ...(isAhead ? { ahead: true as const } : {}) }];
  });
  return dated.toSorted((a, b) => compareTimestampTags(a.id, b.id));
}

/**
 * Timestamps are cut to the minute, so the start of a hold is, too: a publication of that minute came
 * under it. A hold without a readable start has no period.
 */
function holdsOf({ holds, more }: SpanUnit, publications: readonly Publication[], read: number): Span[] {
  return holds.flatMap(({ issue, digest, since, until }): Span[] => {
    const from = Math.min(Math.floor(Date.parse(since) / minute) * minute, read);
    const end = until === null ? Number.NaN : Math.min(Date.parse(until), read);
    if (Number.isNaN(from)) return [];
    // Tagstream moves no stream to a digest without a timestamp tag; `prune` may have removed that of
    // a hold that ended.
    const isShowable = until !== null || more > 0 || publications.some((one) => one.digest === digest);
    return [{ issue, digest: isShowable ? digest : null, from, until: Number.isNaN(end) ? Number.POSITIVE_INFINITY : end }];
  });
}

function differsNow({ shows, unknown }: SpanUnit, expected: Digest | undefined): ShownSpans["differsNow"] {
  const registry = shows?.digest;
  if (registry === expected || (registry === undefined && unknown.length > 0)) return undefined;
  return { ...(registry === undefined ? {} : { registry }), ...(expected === undefined ? {} : { expected }) };
}
