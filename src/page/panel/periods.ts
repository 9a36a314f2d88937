import { spanWords } from "../../core/lib/text/words.ts";
import type { ShownSpan } from "../../core/status/shown-at.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { publicationMoment } from "../parts/moment-words.ts";
import { briefMoment } from "./words.ts";

/** A period in which the stream showed one publication. Milliseconds; without `until` it lasts. */
export interface Period {
  from: number;
  until?: number;
}

/** The periods in which the stream showed a publication, oldest first: those that touch are one. */
export function periodsOf(spans: readonly ShownSpan[], publication: string): Period[] {
  const periods: Period[] = [];
  for (const { from, until, publication: shown } of spans.toReversed()) {
    if (shown !== publication) continue;
    const last = periods.at(-1);
    if (last?.until === from) periods.pop();
    periods.push({ from: last?.until === from ? last.from : from, ...(until === undefined ? {} : { until }) });
  }
  return periods;
}

/** `9 Nov, 06:17 to 16 Nov, 06:17 UTC (7 d)`, `since 23 Nov, 06:17 UTC` */
export function periodWords({ from, until }: Period, now: number): string {
  if (until === undefined) return `since ${briefMoment(from, now)} UTC`;
  return `${briefMoment(from, now)} to ${briefMoment(until, now)} UTC (${spanWords(until - from)})`;
}

/**
 * When the stream showed a publication: `shown since …`, `shown … to …, and again …`, or why never:
 * `never shown: held by #12`.
 */
export function shownWords(
  { holds }: Pick<UnitStatus, "holds">,
  spans: readonly ShownSpan[],
  publication: string,
  now: number,
): string {
  const periods = periodsOf(spans, publication);
  if (periods.length > 0) return `shown ${periods.map((period) => periodWords(period, now)).join(", and again ")}`;
  const at = publicationMoment(publication);
  const hold = at === undefined ? undefined : holds.find((one) => isIn(one, at));
  return hold ? `never shown: held by #${hold.issue}` : "never shown";
}

/** Holds begin in the minute of the publications that they keep back. */
function isIn({ since, until }: UnitStatus["holds"][number], at: number): boolean {
  return at >= Date.parse(since) - 60_000 && (until === null || at < Date.parse(until));
}
