import { day } from "../../core/lib/time/duration.ts";

/** The width of a time line in its own units; its height is `stripHeight`. */
export const stripWidth = 360;
export const stripHeight = 24;
/** Room for half a mark at both ends. */
const margin = 7;

/** The period that time lines show, in milliseconds since 1970. */
export interface StripScale {
  from: number;
  to: number;
}

/** A month's first day on a time line. */
export interface MonthTick {
  x: number;
  label: string;
}

/**
 * The period that ends now: a year or 90 days.
 * @param span the view's `span`
 */
export function stripScale(span: string | undefined, now: number): StripScale {
  return { from: now - (span === "year" ? 365 : 90) * day, to: now };
}

/** Where a moment lies on a time line; moments outside lie beyond its ends. */
export function positionOf({ from, to }: StripScale, moment: number): number {
  const part = (moment - from) / (to - from);
  return Math.round((margin + part * (stripWidth - 2 * margin)) * 10) / 10;
}

/** The months that begin within a period. */
export function monthTicks(scale: StripScale): MonthTick[] {
  const first = new Date(scale.from);
  const ticks: MonthTick[] = [];
  for (let month = first.getUTCMonth() + 1; ; month++) {
    const start = Date.UTC(first.getUTCFullYear(), month, 1);
    if (start > scale.to) return ticks;
    const label = new Date(start).toLocaleString("en", { month: "short", timeZone: "UTC" });
    ticks.push({ x: positionOf(scale, start), label });
  }
}
