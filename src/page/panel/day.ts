import { shortDigest } from "../../core/lib/digest.ts";
import type { ShownSpan, ShownSpans } from "../../core/status/shown-at.ts";
import { shownOn } from "../overview/day-view.ts";
import { clockWords } from "../parts/moment-words.ts";
import { briefDay, briefMoment } from "./words.ts";

/** What a stream showed on a day. */
export interface DayView {
  /** `12 Nov` */
  day: string;
  /** The publication that it showed at the end of the day, if that is known. */
  publication?: string;
  digest?: string;
  /** `On 12 Nov it showed`, which the publication and the period complete; without one, a whole sentence. */
  words: string;
  /** `from 9 Nov, 06:17 until 16 Nov, 06:17 UTC`, if it showed something. */
  period?: string;
  /** What else it showed on that day, oldest first: `until 08:03 UTC 20261102-0617`. */
  earlier: string[];
}

/**
 * What a stream showed at the end of a day, UTC, and what else on that day.
 * @param day `2026-11-12`
 */
export function dayView(spans: ShownSpans, day: string, now: number): DayView {
  const start = Date.parse(`${day}T00:00:00Z`);
  const name = briefDay(start, now);
  if (start > now) return { day: name, words: `${name} is still to come.`, earlier: [] };
  const { at, earlier } = shownOn(spans, day);
  if (at.kind === "nothing") return { day: name, words: `On ${name} it showed nothing: it had no publication yet.`, earlier: [] };
  if (at.kind === "unknown") {
    return { day: name, words: `What it showed on ${name} is not known: that publication is not listed here.`, earlier: [] };
  }
  const { span } = at;
  return {
    day: name,
    digest: span.digest,
    ...(span.publication === undefined ? {} : { publication: span.publication }),
    words: `On ${name} it showed`,
    period: periodOf(span, spans, now),
    earlier: earlier.toReversed().map(({ until = span.from, publication, digest }) => {
      return `${publication ?? shortDigest(digest)} until ${clockWords(until)} UTC`;
    }),
  };
}

/** The whole time in which it showed the digest, whatever decided that meanwhile. */
function periodOf({ digest, from, until }: ShownSpan, { spans }: ShownSpans, now: number): string {
  let [first, last] = [from, until];
  for (const span of spans.toReversed()) if (span.digest === digest && span.from === last) last = span.until;
  for (const span of spans) if (span.digest === digest && span.until === first) first = span.from;
  const start = `from ${briefMoment(first, now)}`;
  return last === undefined ? `${start} UTC until now` : `${start} until ${briefMoment(last, now)} UTC`;
}
