import { describe, expect, test } from "@jest/globals";
import { type Timestamp, timestampOf } from "../../../src/core/lib/time/timestamp.ts";
import type { Observation } from "../../../src/core/publish/observation.ts";
import {
  isYetToCome,
  nextPublicationId,
  nextSequence,
  publicationTimestamp,
  timestampFor,
} from "../../../src/core/publish/publication-id.ts";
import { rollbackPublicationId } from "../../../src/core/rollback/rollback.ts";
import { compareTimestampTags } from "../../../src/core/tags/grammar.ts";
import { type DatedUnit, type PublicationId, parseTimestampTag, printTimestampTag } from "../../../src/core/tags/timestamp.ts";
import { makePublicationId } from "../../support/holds.ts";
import { timestamp } from "../../support/units.ts";

const observed = (stamps: readonly PublicationId[]): Observation => ({
  destinations: [{ repository: "one.example.org/a", required: true, stamps, rollbacks: [], tags: new Map(), digests: new Set() }],
});

describe("the timestamp of a publication", () => {
  test.each<[string, "day" | "minute" | undefined, string, string[], string]>([
    ["minutes, as ever", undefined, "20261123-0617", ["20261123-0500"], "20261123-0617"],
    ["the first day", "day", "20261123-0617", [], "20261123"],
    ["a day after minutes of it", "day", "20261123-0617", ["20261123-0500"], "20261123"],
    ["a second one on a day", "day", "20261123-0617", ["20261123"], "20261123-01"],
    ["a minute on a day that has begun", "minute", "20261123-0617", ["20261123-01"], "20261123-02"],
    ["a minute on the next day", "minute", "20261124-0000", ["20261123-01"], "20261124-0000"],
    ["a minute of another machine's day to come", "minute", "20261123-2350", ["20261124"], "20261124-01"],
    ["a day, where another machine's minute is to come", "day", "20261123-2350", ["20261124-0005"], "20261124"],
    ["a day, where another machine's day is to come", "day", "20261123-2350", ["20261124-07"], "20261124-08"],
  ])("%s", (_, timestamps, now, stamps, expected) => {
    const unit = timestamps ? { timestamps } : {};
    expect(published(timestamp(now), stamps.map(makePublicationId), unit)).toEqual(makePublicationId(expected));
  });

  test.each<[string, "day" | "minute", string[], string]>([
    ["none before", "day", [], "20261123"],
    ["a minute before", "day", ["20261123-0500"], "20261123"],
    ["a day before", "day", ["20261123-02"], "20261123-03"],
    ["a day before, with minutes again", "minute", ["20261123-02"], "20261123-03"],
    ["yesterday's", "minute", ["20261122-02"], "20261123-0617"],
  ])("of a rollback, with %s", (_, timestamps, stamps, expected) => {
    const made = rollbackPublicationId(timestamp("20261123-0617"), stamps.map(makePublicationId), { timestamps });
    expect(made).toEqual(makePublicationId(expected));
  });

  test("a day is not in the future while it lasts, nor within the tolerance of clocks", () => {
    const at = (text: string) => isYetToCome(makePublicationId("20261123-05"), timestamp(text));
    expect([at("20261123-0000"), at("20261122-2300"), at("20261122-2259")]).toEqual([false, false, true]);
  });

  test("in any history of days and minutes, each comes after all before, and is read back", () => {
    const random = makeRandom();
    for (let history = 0; history < 300; history++) {
      const stamps: PublicationId[] = [];
      let clock = Date.UTC(2026, 10, 23, random(24), random(60));
      for (let step = 0; step < 25; step++) {
        clock += [random(86_400_000), random(120_000), random(120_000), 0][random(4)] ?? 0;
        stamps.push(publishAt(timestampOf(new Date(clock + random(3_600_000) - 1_800_000)), stamps, random));
      }
    }
  });
});

/** One more publication of a history, by a run or by a rollback, in either form. */
function publishAt(now: Timestamp, stamps: readonly PublicationId[], random: (below: number) => number): PublicationId {
  const unit = { timestamps: random(2) === 0 ? ("day" as const) : ("minute" as const) };
  const id = random(5) === 0 ? rollbackPublicationId(now, stamps, unit) : published(now, stamps, unit);
  for (const earlier of stamps) expect(compareTimestampTags(earlier, id)).toBeLessThan(0);
  expect(compareTimestampTags(id, nextPublicationId(id))).toBeLessThan(0);
  expect(parseTimestampTag(printTimestampTag("release", id), unit)).toEqual({ movingTag: "release", ...id });
  expect(isYetToCome(id, now)).toBe(false);
  return id;
}

/** What a run of this moment gives a unit. */
function published(now: Timestamp, stamps: readonly PublicationId[], unit: DatedUnit): PublicationId {
  const seen = observed(stamps);
  const own = timestampFor(unit, publicationTimestamp(now, [seen]), seen);
  return { timestamp: own, sequence: nextSequence(own, seen) };
}

/** Whole numbers below a limit, the same in every run. */
function makeRandom(): (below: number) => number {
  let seed = 1;
  return (below) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
}
