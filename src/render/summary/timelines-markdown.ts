import type { StreamTimeline } from "../../core/history/stream-timeline.ts";
import { thousands } from "../../core/lib/text/words.ts";
import { timelineMermaid } from "./timeline-mermaid.ts";

/** Most streams in the picture: with their holds, they fill a screen. */
export const maxTimelines = 10;
/** Most rows, of 24 pixels each. */
const maxRows = 30;
/** Most holds to show of one stream. */
const maxHolds = 2;

/**
 * The time lines of streams as one picture, Markdown for GitHub's job summary: GitHub draws Mermaid,
 * and shows no SVG. Empty without any.
 * @param more further streams, which it counts
 * @param now milliseconds since 1970
 */
export function timelinesMarkdown(timelines: readonly StreamTimeline[], more: number, now: number): string {
  const drawn = withinScreen(timelines.map(withoutOldHolds).filter(({ bars }) => bars.length > 0));
  if (drawn.length === 0) return "";
  const others = more + timelines.length - drawn.length;
  return `### What the streams show

\`\`\`mermaid
${timelineMermaid(drawn, now)}
\`\`\`

Each bar begins with a publication and ends with the next one. Blue: of this run. Red: held. Red frame: rolled back.
${others > 0 ? `\n… and ${thousands(others)} more.\n` : ""}`;
}

function withoutOldHolds({ unit, bars }: StreamTimeline): StreamTimeline {
  const holds = bars.filter(({ kind }) => kind === "held").slice(-maxHolds);
  return { unit, bars: bars.filter((bar) => bar.kind !== "held" || holds.includes(bar)) };
}

function withinScreen(timelines: readonly StreamTimeline[]): StreamTimeline[] {
  let rows = 0;
  return timelines.slice(0, maxTimelines).filter((timeline) => {
    rows += rowsOf(timeline);
    return rows <= maxRows;
  });
}

/** What a stream shows is one row, and so is what waits. Each hold has its own. */
function rowsOf({ bars }: StreamTimeline): number {
  const held = bars.filter(({ kind }) => kind === "held").length;
  return 1 + held + (bars.some(({ kind }) => kind === "waiting") ? 1 : 0);
}
