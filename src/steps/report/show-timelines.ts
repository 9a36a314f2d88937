import { type HeldSpan, spansOf } from "../../core/history/history.ts";
import { type StreamTimeline, timelineOf } from "../../core/history/stream-timeline.ts";
import type { TouchedStream } from "../../core/history/touched.ts";
import type { Hold } from "../../core/holds/hold.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure, failure } from "../../core/lib/problems/problem.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { day } from "../../core/lib/time/duration.ts";
import { momentOf } from "../../core/lib/time/moment.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Session } from "../../ports/session.ts";
import { maxTimelines, timelinesMarkdown } from "../../render/summary/timelines-markdown.ts";
import { readHolds } from "../holds/holds.ts";
import { createLister, type Lister } from "../observe/lister.ts";
import { readNewest } from "./read-newest.ts";

/** How far back the picture goes, in milliseconds. */
const shownTime = 56 * day;
/** Milliseconds after which it reads no further stream. */
const patience = 60_000;
const parallelStreams = 4;

/**
 * Reads the newest publications of streams, and adds their time lines to the summary. A stream whose
 * registry does not answer is left out, with a line in the log.
 */
export async function showTimelines(touched: readonly TouchedStream[], { ports }: Session): Promise<void> {
  const { registry, reporter, forge, clock } = ports;
  const now = clock.now();
  const since = now.getTime() - shownTime;
  const { holds } = await readHolds(forge, "all");
  const list = createLister(registry);
  const shown = touched.slice(0, maxTimelines);
  const isLate = lateAfter(patience, clock);
  const timelines = await mapLimited(shown, parallelStreams, async (stream): Promise<StreamTimeline[]> => {
    try {
      if (isLate()) throw failure("registry-failed", `The registries took more than ${patience / 1000} s.`);
      return [await timeline(stream, { holds, since, now, list, registry })];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      reporter.line(`No time line of ${stream.unit.name} in the summary: ${oneLine(error.message)}`);
      return [];
    }
  });
  const markdown = timelinesMarkdown(timelines.flat(), touched.length - shown.length, now.getTime());
  if (markdown !== "") await reporter.summary(markdown);
}

function lateAfter(milliseconds: number, clock: Clock): () => boolean {
  const end = clock.now().getTime() + milliseconds;
  return () => clock.now().getTime() > end;
}

interface Reading {
  holds: readonly Hold[];
  /** In milliseconds since 1970. */
  since: number;
  now: Date;
  list: Lister;
  registry: Registry;
}

async function timeline(stream: TouchedStream, { holds, since, now, list, registry }: Reading): Promise<StreamTimeline> {
  const read = await readNewest(stream, since, list, registry);
  const spans = spansWith(stream, spansOf(stream.unit, holds, momentOf(now)), momentOf(now));
  return timelineOf({ ...stream, ...read, holds: spans }, since, now.getTime());
}

/** GitHub's list of holds may be older than what the run did. */
function spansWith({ hold, released = [] }: TouchedStream, spans: readonly HeldSpan[], now: string): HeldSpan[] {
  const known = spans.map((span) => (released.includes(span.issue) && span.until === undefined ? { ...span, until: now } : span));
  return hold === undefined || known.some(({ issue }) => issue === hold.issue) ? known : [hold, ...known];
}
