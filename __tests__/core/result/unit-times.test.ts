import { describe, expect, test } from "@jest/globals";
import type { UnitRecord } from "../../../src/core/build/record.ts";
import { timesOf, totalOf, wholeTime } from "../../../src/core/result/unit-times.ts";
import { makePlannedUnit } from "../../support/plans.ts";

const record = (change: Partial<UnitRecord>): UnitRecord => ({
  unit: "a:s",
  outcome: "passed",
  platforms: [],
  tests: [],
  duration: { build: 0, test: 0 },
  ...change,
});
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23) + seconds * 1000).toISOString();
const milliseconds = (seconds: number) => Date.parse(at(seconds));
const built = { began: at(10), duration: { queue: 2000, build: 4000, test: 3000 } };

describe("the times of units", () => {
  test("built, tested and published", () => {
    const base = makePlannedUnit("a:s");
    const unit = makePlannedUnit("b:s", { base: "a:s", otherBases: [{ unit: "c:s" }] });
    const writing = { began: at(30), duration: 5000 };
    const times = timesOf([
      { unit: base, record: record(built) },
      { unit, record: record(built), writing },
    ]);
    expect(times).toEqual([
      { unit: "a:s", bases: [], queue: 2000, build: 4000, test: 3000, span: { from: milliseconds(8), to: milliseconds(17) } },
      {
        unit: "b:s",
        bases: ["a:s", "c:s"],
        queue: 2000,
        build: 4000,
        test: 3000,
        publish: 5000,
        span: { from: milliseconds(8), to: milliseconds(35) },
      },
    ]);
    expect(times.map(totalOf)).toEqual([9000, 14_000]);
    expect(wholeTime(times)).toBe(27_000);
  });

  test("a unit that was only tested was not built", () => {
    const [times] = timesOf([{ unit: makePlannedUnit("a:s", { decision: "test" }), record: record(built) }]);
    expect(times).not.toHaveProperty("build");
  });

  test("a record of an earlier Tagstream has durations alone", () => {
    const times = timesOf([{ unit: makePlannedUnit("a:s"), record: record({ duration: { build: 4000, test: 3000 } }) }]);
    expect(times).toEqual([{ unit: "a:s", bases: [], queue: 0, build: 4000, test: 3000 }]);
    expect(wholeTime(times)).toBeUndefined();
  });

  test("units without work have none", () => {
    const unit = makePlannedUnit("a:s");
    const writing = { began: at(30), duration: 5000 };
    expect(timesOf([{ unit }, { unit, writing }, { unit, record: record({ outcome: "skipped" }) }])).toEqual([]);
  });
});
