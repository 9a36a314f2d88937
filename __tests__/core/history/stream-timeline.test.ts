import { describe, expect, test } from "@jest/globals";
import { type TimelineBar, type TimelineFacts, timelineOf } from "../../../src/core/history/stream-timeline.ts";
import { printPublicationId } from "../../../src/core/tags/timestamp.ts";
import { makePublicationId } from "../../support/holds.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const now = Date.parse("2026-11-27T12:00:00Z");
const since = Date.parse("2026-10-02T12:00:00Z");

/** `20261123-0617 a`: a publication and its image. */
const published = (texts: readonly string[]): TimelineFacts["publications"] =>
  texts.map((text) => {
    const [stamp = "", digest = ""] = text.split(" ");
    return { stamp: makePublicationId(stamp), digest: makeDigest(digest), origin: { kind: "built" } };
  });

/** `12 11-20T03:00 11-24T00:00 a`: a hold's issue, from when, until when or `…`, and its image or `-`. */
const held = (texts: readonly string[]): TimelineFacts["holds"] =>
  texts.map((text) => {
    const [issue, from, until, digest = "-"] = text.split(" ");
    return {
      issue: Number(issue),
      since: `2026-${from}:00Z`,
      ...(until === "…" ? {} : { until: `2026-${until}:00Z` }),
      ...(digest === "-" ? {} : { digest: makeDigest(digest) }),
    };
  });

const moment = (time: number | undefined): string => (time === undefined ? "…" : new Date(time).toISOString().slice(5, 16));
const named = (bar: TimelineBar): string => {
  if (bar.kind === "held") return `#${bar.issue}`;
  return bar.kind === "older" ? (bar.digest === undefined ? "several" : "one") : printPublicationId(bar.stamp);
};
const words = (bar: TimelineBar): string => `${bar.kind} ${named(bar)} ${moment(bar.from)} ${moment(bar.until)}`;

const barsOf = (publications: readonly string[], holds: readonly string[] = [], more: Partial<TimelineFacts> = {}) =>
  timelineOf(
    { unit: makeUnit("squid:release"), publications: published(publications), holds: held(holds), more: false, ...more },
    since,
    now,
  ).bars;

test.each<[string, string[], string[], string[]]>([
  ["nothing published", [], [], []],
  [
    "each until the next one",
    ["20261116-0617 a", "20261123-0617 b"],
    [],
    ["shown 20261116-0617 11-16T06:17 11-23T06:17", "shown 20261123-0617 11-23T06:17 …"],
  ],
  ["published right now", ["20261127-1200 a"], [], ["shown 20261127-1200 11-27T12:00 …"]],
  [
    "what ended before the picture is not in it, and what the stream showed then begins with it",
    ["20260901-0617 a", "20260908-0617 b", "20261123-0617 c"],
    ["1 09-02T00:00 09-03T00:00 a"],
    ["shown 20260908-0617 10-02T12:00 11-23T06:17", "shown 20261123-0617 11-23T06:17 …"],
  ],
  [
    "what is published under a hold waits",
    ["20261109-0617 a", "20261116-0617 b", "20261123-0617 c"],
    ["7 11-10T00:00 … a"],
    [
      "shown 20261109-0617 11-09T06:17 …",
      "held #7 11-10T00:00 …",
      "waiting 20261116-0617 11-16T06:17 11-23T06:17",
      "waiting 20261123-0617 11-23T06:17 …",
    ],
  ],
  [
    "only the newest that waited is shown after the hold",
    ["20261102-0617 a", "20261109-0617 b", "20261116-0617 c"],
    ["7 11-03T00:00 11-20T00:00 a"],
    [
      "shown 20261102-0617 11-02T06:17 11-20T00:00",
      "held #7 11-03T00:00 11-20T00:00",
      "waiting 20261109-0617 11-09T06:17 11-16T06:17",
      "waiting 20261116-0617 11-16T06:17 11-20T00:00",
      "shown 20261116-0617 11-20T00:00 …",
    ],
  ],
  [
    "a rollback is shown under its own hold",
    ["20261109-0617 a", "20261116-0617 b", "20261118-0900 a"],
    ["7 11-18T08:59 … a"],
    [
      "shown 20261109-0617 11-09T06:17 11-16T06:17",
      "shown 20261116-0617 11-16T06:17 11-18T09:00",
      "held #7 11-18T08:59 …",
      "shown 20261118-0900 11-18T09:00 …",
    ],
  ],
  [
    "a second hold goes on where the first one ends",
    ["20261109-0617 a", "20261116-0617 b"],
    ["7 11-10T00:00 11-18T00:00 a", "8 11-17T00:00 11-20T00:00"],
    [
      "shown 20261109-0617 11-09T06:17 11-20T00:00",
      "held #7 11-10T00:00 11-18T00:00",
      "waiting 20261116-0617 11-16T06:17 11-20T00:00",
      "held #8 11-17T00:00 11-20T00:00",
      "shown 20261116-0617 11-20T00:00 …",
    ],
  ],
  [
    "a second rollback under the first one's hold: what waited for that is never shown",
    ["20261109-0617 a", "20261110-0617 b", "20261116-0617 c", "20261118-0900 a"],
    ["7 11-11T00:00 … b", "8 11-18T08:59 … a"],
    [
      "shown 20261109-0617 11-09T06:17 11-10T06:17",
      "shown 20261110-0617 11-10T06:17 11-18T09:00",
      "held #7 11-11T00:00 …",
      "waiting 20261116-0617 11-16T06:17 11-18T09:00",
      "held #8 11-18T08:59 …",
      "shown 20261118-0900 11-18T09:00 …",
    ],
  ],
  [
    "whole days: a publication on the day of a hold came before it only if the hold has its image",
    ["20261109 a", "20261116 b", "20261116-01 c"],
    ["7 11-16T10:00 … b"],
    [
      "shown 20261109 11-09T00:00 11-16T00:00",
      "shown 20261116 11-16T00:00 …",
      "waiting 20261116-01 11-16T00:00 …",
      "held #7 11-16T10:00 …",
    ],
  ],
  ["today, as a whole day", ["20261127 a"], [], ["shown 20261127 11-27T00:00 …"]],
])("%s", (_, publications, holds, bars) => {
  expect(barsOf(publications, holds).map(words)).toEqual(bars);
});

describe("what is older than the listed publications", () => {
  const listed = ["20261116-0617 b", "20261123-0617 c"];

  test("is one bar, if there is any", () => {
    expect(barsOf(listed, [], { more: true }).map(words)[0]).toBe("older several 10-02T12:00 11-16T06:17");
    expect(barsOf(listed).map(words)[0]).toBe("shown 20261116-0617 11-16T06:17 11-23T06:17");
  });

  test("is still shown under a hold from before them", () => {
    const bars = barsOf(listed, ["7 11-10T00:00 … a"], { more: true, shown: makeDigest("a") });
    expect(bars.map(words)).toEqual([
      "older one 11-10T00:00 …",
      "held #7 11-10T00:00 …",
      "waiting 20261116-0617 11-16T06:17 11-23T06:17",
      "waiting 20261123-0617 11-23T06:17 …",
    ]);
  });
});

test("a hold may come between a publication's timestamp and its tags: the stream shows what it shows", () => {
  const bars = barsOf(["20261116-0617 a", "20261123-0617 b"], ["7 11-23T06:20 … a"], { shown: makeDigest("a") });
  expect(bars.map(words)).toEqual([
    "shown 20261116-0617 11-16T06:17 …",
    "waiting 20261123-0617 11-23T06:17 …",
    "held #7 11-23T06:20 …",
  ]);
});

test("only what the run published, or moved the stream to, is new", () => {
  const marked = makePublicationId("20261123-0617");
  const bars = barsOf(["20261116-0617 a", "20261123-0617 b", "20261124-0617 c"], [], { marked });
  expect(bars.map((bar) => "isNew" in bar && bar.isNew)).toEqual([false, true, false]);
});
