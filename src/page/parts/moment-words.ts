import { day } from "../../core/lib/time/duration.ts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The milliseconds of a moment or of a timestamp; undefined if the text is neither. `20261123-2400` is the day's end. */
export function readMoment(text: string): number | undefined {
  const [, date, hour, minute] = /^(\d{8})-(\d{2})(\d{2})$/.exec(text) ?? [];
  if (date === undefined) return /^\d{4}-\d{2}-\d{2}T/.test(text) ? known(Date.parse(text)) : undefined;
  const [year, month, rest] = [date.slice(0, 4), date.slice(4, 6), date.slice(6)].map(Number);
  return known(Date.UTC(year ?? 0, (month ?? 0) - 1, rest, Number(hour), Number(minute)));
}

function known(milliseconds: number): number | undefined {
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** `12 Nov 2026` in UTC. */
export function dayWords(milliseconds: number): string {
  const date = new Date(milliseconds);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ""} ${date.getUTCFullYear()}`;
}

/** `12 Nov 2026, 06:17 UTC` */
export function momentWords(milliseconds: number): string {
  return `${dayWords(milliseconds)}, ${new Date(milliseconds).toISOString().slice(11, 16)} UTC`;
}

/** A span of time in its largest unit, rounded down: `40 s`, `12 min`, `3 h`, `16 d`. */
export function spanWords(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return milliseconds < day ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(milliseconds / day)} d`;
}

/**
 * How long ago something was, by a clock that may be wrong: `3 h ago`, `just now`, `in 2 d`. Up to five
 * minutes ahead are a clock's error.
 */
export function agoWords(then: number, now: number): string {
  const age = now - then;
  if (age < -5 * 60_000) return `in ${spanWords(-age)}`;
  return age < 60_000 ? "just now" : `${spanWords(age)} ago`;
}
