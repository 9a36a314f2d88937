import { describe, expect, test } from "@jest/globals";
import type { Intent } from "../../../src/core/events/intent.ts";
import { pairsOfRestored, pairsOfRun } from "../../../src/core/packages/image-pairs.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { type Ending, resultOf } from "../../../src/core/result/result.ts";
import type { RestoredUnit } from "../../../src/core/rollback/restored.ts";
import { makePlanned, planned } from "../../support/documents.ts";
import { passedRecord, publishedEnding } from "../../support/endings.ts";
import { makeDigest, makeUnit, timestamp } from "../../support/units.ts";

const was = makeDigest("was");
const stamp = { timestamp: planned, sequence: 0 };
const before = { timestamp: timestamp("20261116-0617"), sequence: 0 };
const unitOf = (change: Partial<PlannedUnit> = {}): PlannedUnit =>
  makePlanned("squid:release", { current: was, currentStamp: before, ...change });
const pairsOf = (intent: Intent, unit: PlannedUnit, ending: (unit: PlannedUnit) => Ending = publishedEnding) =>
  pairsOfRun({ intent }, [resultOf(intent, ending(unit))]);
const repository = makeUnit("squid:release").destinations[0]?.repository ?? "";

describe("what a run published", () => {
  test("and what its stream showed, in the first registry", () => {
    const digest = passedRecord(unitOf()).digest;
    expect(pairsOf("rebuild", unitOf())).toEqual([
      { unit: "squid:release", from: { repository, digest: was, stamp: before }, to: { repository, digest, stamp } },
    ]);
  });

  test("the stream showed another image than its newest publication: no timestamp is known", () => {
    const [pair] = pairsOf("rebuild", unitOf({ current: makeDigest("other") }), (unit) => {
      const ending = publishedEnding(unitOf());
      return { ...ending, unit };
    });
    expect(pair?.from).toEqual({ repository, digest: was });
  });

  test("on a held stream is compared with the newest publication", () => {
    const unit = unitOf();
    const [pair] = pairsOf("rebuild", unit, () => {
      const ending = publishedEnding(unit);
      const effects = ending.converged?.effects.filter((effect) => effect.kind === "tag" && !("was" in effect)) ?? [];
      const hold = { issue: 1, url: "", reason: "", owner: "", since: "", digest: makeDigest("held") };
      return {
        ...ending,
        converged: { ...ending.converged, effects, hold, current: { stamp, digest: passedRecord(unit).digest ?? was } },
      };
    });
    expect([pair?.from.digest, pair?.to.digest]).toEqual([was, passedRecord(unit).digest]);
  });

  test.each<[string, PlannedUnit, (unit: PlannedUnit) => Ending]>([
    ["a first publication", makePlanned("squid:release"), publishedEnding],
    ["the same digest", unitOf({ current: passedRecord(unitOf()).digest ?? was }), publishedEnding],
    ["nothing new", unitOf({ decision: "leave" }), (unit) => ({ unit })],
    ["a repair", unitOf({ decision: "repair" }), publishedEnding],
  ])("%s: nothing to compare", (_, unit, ending) => {
    expect(pairsOf("rebuild", unit, ending)).toEqual([]);
  });

  test("says that the images list no packages", () => {
    const unit = unitOf();
    expect(pairsOf("rebuild", { ...unit, build: { ...unit.build, packages: false } })).toMatchObject([{ packages: false }]);
  });
});

describe("a candidate", () => {
  const tagged = (unit: PlannedUnit): Ending => ({ unit, record: passedRecord(unit), tagged: { tags: ["a"] } });

  test("and what is published", () => {
    expect(pairsOf("candidate", unitOf({ candidates: "dev.example.org/squid" }), tagged)).toEqual([
      {
        unit: "squid:release",
        from: { repository, digest: was, stamp: before },
        to: { repository: "dev.example.org/squid", digest: passedRecord(unitOf()).digest },
      },
    ]);
  });

  test.each<[string, Partial<PlannedUnit>, Partial<Ending>]>([
    ["that stayed on the runner", {}, { kept: "no login" }],
    ["that is pushed nowhere", { candidates: false }, {}],
    ["that failed", {}, { missingEvidence: ["a test"] }],
  ])("%s: nothing to compare", (_, change, ending) => {
    expect(pairsOf("candidate", unitOf(change), (unit) => ({ ...tagged(unit), ...ending }))).toEqual([]);
  });

  test("of a check, which pushes nothing: nothing to compare", () => {
    expect(pairsOf("check", unitOf(), tagged)).toEqual([]);
  });
});

test("a stream that a person moved, and what it showed", () => {
  const unit = makeUnit("squid:release");
  const now = makeDigest("older");
  const one: RestoredUnit = {
    unit,
    wanted: now,
    now,
    was: { digest: was, stamp: before },
    newest: stamp,
    failed: false,
    tags: [],
    warnings: [],
  };
  expect(pairsOfRestored([one, { ...one, failed: true }, { ...one, now: was }])).toEqual([
    { unit: "squid:release", from: { repository, digest: was, stamp: before }, to: { repository, digest: now, stamp } },
  ]);
});
