import type { Origin } from "../../src/core/history/history.ts";
import { type StreamTimeline, type TimelineFacts, timelineOf } from "../../src/core/history/stream-timeline.ts";
import type { Unit } from "../../src/core/unit/unit.ts";
import { makePublicationId } from "./holds.ts";
import { makeDigest, makeUnit } from "./units.ts";

/** When the pictures of the tests are drawn, and where they may begin: milliseconds since 1970. */
export const now = Date.parse("2026-11-27T06:17:00Z");
export const since = now - 56 * 86_400_000;

const weekly = ["20261019-0617", "20261026-0617", "20261102-0617", "20261109-0617", "20261116-0617", "20261127-0617"];
export const built: Origin = { kind: "built" };
export const promoted: Origin = { kind: "promoted", pullRequest: 1240 };

/** A publication; its digest is that of its timestamp, unless told otherwise. */
export function makePublication(stamp: string, origin: Origin = built, digest = stamp) {
  return { stamp: makePublicationId(stamp), digest: makeDigest(digest), origin };
}

/** The time line of a stream that is built each week, and once more by this run. */
export function makeTimeline(unit: Unit | string, change: Partial<TimelineFacts> = {}): StreamTimeline {
  return timelineOf(
    {
      unit: typeof unit === "string" ? makeUnit(unit) : unit,
      publications: weekly.map((stamp) => makePublication(stamp)),
      more: true,
      holds: [],
      marked: makePublicationId("20261127-0617"),
      ...change,
    },
    since,
    now,
  );
}

/** The same under a hold since 12 November. */
export function makeHeldTimeline(unit: Unit | string): StreamTimeline {
  const digest = makeDigest("20261109-0617");
  return makeTimeline(unit, { shown: digest, holds: [{ issue: 18, since: "2026-11-12T08:00:20Z", digest }] });
}

/** Names that mean something to Mermaid, HTML or Markdown, as units. */
export const hostileUnits: readonly Unit[] = [
  'graph:x;y #1 %%{init: {"theme":"dark"}}%%',
  "a\nsection b:click x",
  `<img src=x onerror="document.title='planted'">:"\`'`,
  "constructor:__proto__",
  "title:style a:b#c;",
  "```:```\n# planted",
  "accDescr {:}",
  "7:#quot;<br/>",
].map((name) => {
  const at = name.indexOf(":");
  const [image, streamTag] = [name.slice(0, at), name.slice(at + 1)];
  return {
    ...makeUnit("x:y"),
    name,
    image,
    streamTag,
    stream: streamTag,
    follows: { unit: `a:${name}` } as Unit["follows"] & {},
  };
});
