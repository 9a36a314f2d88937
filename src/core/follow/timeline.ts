import type { HeldSpan } from "../history/history.ts";
import { millisecondsOf } from "../lib/time/timestamp.ts";
import type { PublicationId } from "../tags/timestamp.ts";
import type { FollowFacts, SourcePublication } from "./facts.ts";

/** A publication of a source, and when the source showed it. Moments are milliseconds since 1970. */
export interface Showing {
  publication: SourcePublication;
  /** Since when: its timestamp or, if a hold covered that, when the hold no longer kept it. Absent under an open hold. */
  from?: number;
  /** The issue of the hold that covered its timestamp. */
  heldBy?: number;
  /** Present if the source never showed it: a later publication came before that hold ended. */
  superseded?: true;
  /** When the source showed the next one. Absent while it is the newest that was shown. */
  until?: number;
}

const minute = 60_000;

/** The moment of a timestamp. A day counts as its end: nothing is ever older than it looks. */
export function momentOf({ timestamp }: PublicationId): number {
  return millisecondsOf(timestamp);
}

/** A timestamp is cut to the minute, so the start of a hold is too: what it may have covered, it did. */
function sinceOf({ since }: HeldSpan): number {
  return Math.floor(Date.parse(since) / minute) * minute;
}

function untilOf({ until }: HeldSpan): number {
  return until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until);
}

/** The hold that decides what a source shows at a moment, as `holdOn` chooses among open ones. */
function holdAt(holds: readonly HeldSpan[], moment: number): HeldSpan | undefined {
  const active = holds.filter((hold) => sinceOf(hold) <= moment && moment < untilOf(hold)).toSorted((a, b) => b.issue - a.issue);
  return active.find(({ digest }) => digest !== undefined) ?? active[0];
}

/** From its timestamp on, the first moment at which no hold shows anything else. */
function startOf({ stamp, digest }: SourcePublication, holds: readonly HeldSpan[]): Pick<Showing, "from" | "heldBy"> {
  let from = momentOf(stamp);
  let heldBy: number | undefined;
  for (let hold = holdAt(holds, from); hold && hold.digest !== digest; hold = holdAt(holds, from)) {
    heldBy ??= hold.issue;
    // A second hold may show it before the first one ends.
    const changes = holds.flatMap((one) => [sinceOf(one), untilOf(one)]).filter((moment) => moment > from);
    from = Math.min(...changes);
    if (from === Number.POSITIVE_INFINITY) return { heldBy };
  }
  return heldBy === undefined ? { from } : { from, heldBy };
}

/** When the source showed each of its publications, in their order. */
export function timelineOf({ publications, holds }: Pick<FollowFacts, "publications" | "holds">): Showing[] {
  const showings = publications.map((publication): Showing => ({ publication, ...startOf(publication, holds) }));
  let next: SourcePublication | undefined; // the ordinary one after it
  for (const showing of showings.toReversed()) {
    const { from = Number.POSITIVE_INFINITY, heldBy } = showing;
    if (heldBy !== undefined && next && momentOf(next.stamp) < from) showing.superseded = true;
    if (!showing.publication.rollback) next = showing.publication;
  }
  for (const [index, showing] of showings.entries()) {
    const until = endOf(showing, showings, index);
    if (until !== undefined) showing.until = until;
  }
  return showings;
}

/** The first moment at which the source showed another one after it. */
function endOf({ from, superseded }: Showing, showings: readonly Showing[], index: number): number | undefined {
  if (from === undefined || superseded) return undefined;
  let end: number | undefined;
  for (let later = index + 1; later < showings.length; later++) {
    const next = showings[later];
    if (!next || (end !== undefined && momentOf(next.publication.stamp) >= end)) break; // none after it is shown earlier
    if (next.from !== undefined && !next.superseded && next.from >= from && next.from < (end ?? Number.POSITIVE_INFINITY))
      end = next.from;
  }
  return end;
}
