import { shortAge } from "../../core/freshness/age.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { dayOf, shortDay } from "../../core/lib/time/day.ts";
import { isWholeDay, millisecondsOf } from "../../core/lib/time/timestamp.ts";
import { parsePublicationId } from "../../core/tags/timestamp.ts";

/** When a publication got its timestamp, in milliseconds since 1970. A whole day counts as its end. */
export function publicationMoment(publication: string): number | undefined {
  const id = parsePublicationId(publication);
  return id && millisecondsOf(id.timestamp);
}

/** `23 Nov 2026, 06:17 UTC` or, of a whole day, `23 Nov 2026`. A text that names no moment stays as it is. */
export function publicationTime(publication: string): string {
  const id = parsePublicationId(publication);
  if (!id) return oneLine(publication);
  const moment = millisecondsOf(id.timestamp);
  return isWholeDay(id.timestamp) ? dayWords(moment - 1) : momentWords(moment);
}

/** The milliseconds of a moment (RFC 3339) or of a publication's name; undefined if the text is neither. */
export function readMoment(text: string): number | undefined {
  const moment = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : publicationMoment(text);
  return Number.isNaN(moment) ? undefined : moment;
}

/** `12 Nov 2026` in UTC. */
export function dayWords(milliseconds: number): string {
  return shortDay(dayOf(new Date(milliseconds)), "");
}

/** `12 Nov 2026, 06:17 UTC` */
export function momentWords(milliseconds: number): string {
  return `${dayWords(milliseconds)}, ${clockWords(milliseconds)} UTC`;
}

/** `06:17` in UTC. */
export function clockWords(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(11, 16);
}

/**
 * How long ago something was, by a clock that may be wrong: `3 h ago`, `just now`, `in 2 d`. Up to five
 * minutes ahead are a clock's error.
 */
export function agoWords(then: number, now: number): string {
  const age = now - then;
  if (age < -5 * 60_000) return `in ${shortAge(-age)}`;
  return age < 60_000 ? "just now" : `${shortAge(age)} ago`;
}
