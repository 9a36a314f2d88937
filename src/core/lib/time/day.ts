/** Days as people write them, `2026-12-02`, in UTC. They sort the same as text and as time. */

import { day as dayLength } from "./duration.ts";

/** The text as a day, or undefined: the 30th of February is no day. */
export function parseDay(text: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && dayOf(moment) === text ? text : undefined;
}

/** The day of a moment. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/**
 * The day that `expires` means: `2026-12-02`, or so many days or weeks from now: `7d`, `2w`.
 * Undefined for a day in the past and for anything else.
 */
export function parseExpiry(text: string, now: Date): string | undefined {
  const [, number, unit] = /^([1-9]\d{0,3})([dw])$/.exec(text) ?? [];
  if (number !== undefined) return dayOf(new Date(now.getTime() + Number(number) * (unit === "w" ? 7 : 1) * dayLength));
  const day = parseDay(text);
  return day !== undefined && day >= dayOf(now) ? day : undefined;
}

/** `2 Dec`, or in another year `2 Dec 2027`. */
export function shortDay(day: string, today: string): string {
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const year = day.slice(0, 4) === today.slice(0, 4) ? "" : ` ${day.slice(0, 4)}`;
  return `${Number(day.slice(8, 10))} ${months[Number(day.slice(5, 7)) - 1] ?? ""}${year}`;
}
