import { day as dayLength } from "../../core/lib/time/duration.ts";
import { type ShownAt, type ShownSpan, type ShownSpans, shownAt } from "../../core/status/shown-at.ts";

/** What a stream showed on a day in UTC. */
export interface ShownOn {
  /** At the end of the day, or when Tagstream read it if that was before. */
  at: ShownAt;
  /** What it showed earlier on that day, newest first. */
  earlier: ShownSpan[];
}

/**
 * What a stream showed on a day.
 * @param day `2026-11-12`
 */
export function shownOn(shown: ShownSpans, day: string): ShownOn {
  const start = Date.parse(`${day}T00:00:00Z`);
  const at = shownAt(shown, endOf(shown, day));
  const last = at.kind === "shown" ? at.span : undefined;
  const earlier = shown.spans.filter(
    ({ from, until = from, digest }) => until > start && from < start + dayLength && digest !== last?.digest,
  );
  return { at, earlier: last && last.from <= start ? [] : earlier };
}

/**
 * The day's last moment. A publication of a whole day counts as its end, which is the next day's first
 * moment: anything else that begins then is the next day's.
 */
function endOf(shown: ShownSpans, day: string): number {
  const end = Date.parse(`${day}T00:00:00Z`) + dayLength;
  const first = shown.spans.find(({ from }) => from === end);
  const isOfDay = first?.publication?.replace(/-\d\d$/, "") === day.replaceAll("-", "");
  return Math.min(isOfDay ? end : end - 1, shown.read);
}
