import type { TestResult, UnitRecord } from "../../src/core/build/record.ts";
import type { Plan, PlannedUnit } from "../../src/core/plan/plan.ts";
import { type Ending, resultOf, type UnitResult } from "../../src/core/result/result.ts";
import { makeUnitRecord, planned } from "./documents.ts";
import { makeDigest, timestamp } from "./units.ts";

/** The record of a unit whose tests passed wherever they run. */
export function passedRecord(unit: PlannedUnit, change: Partial<UnitRecord> = {}): UnitRecord {
  const tests = unit.tests.flatMap(({ name, platforms }): TestResult[] =>
    platforms.map((platform) => ({ name, platform, passed: true, duration: platform.endsWith("amd64") ? 6200 : 15_400 })),
  );
  const platforms = unit.platforms.map((platform) => ({ platform, digest: makeDigest(`${unit.name} ${platform}`) }));
  return makeUnitRecord(unit.name, { platforms, tests, duration: { build: 72_000, test: 43_200 }, ...change });
}

/** The record of a unit of which one test failed on one platform. */
export function failedRecord(unit: PlannedUnit, failed: Partial<TestResult>): UnitRecord {
  const record = passedRecord(unit);
  const tests = record.tests.map((result) =>
    result.name === failed.name && result.platform === failed.platform ? { ...result, passed: false, ...failed } : result,
  );
  return {
    ...record,
    outcome: "failed",
    tests,
    problem: `the test "${failed.name}" failed on ${failed.platform}`,
    code: "test-failed",
  };
}

/** A unit that was built, tested and published, in all its destinations. */
export function publishedEnding(unit: PlannedUnit, change: Partial<Ending> = {}): Ending {
  const record = passedRecord(unit);
  const digest = record.digest ?? makeDigest("");
  const moving = new Set([unit.streamTag, ...unit.aliases.map(({ tag }) => tag)]);
  return {
    unit,
    record,
    converged: {
      effects: unit.destinations.flatMap(({ repository }) =>
        unit.tags.map(
          (tag) =>
            ({
              kind: "tag",
              repository,
              tag,
              digest,
              ...(moving.has(tag) && unit.current ? { was: unit.current } : {}),
            }) as const,
        ),
      ),
      current: { stamp: { timestamp: planned, sequence: 0 }, digest },
    },
    ...change,
  };
}

/** A unit that gives no evidence: the stream shows what it showed. */
export function endingWithoutEvidence(unit: PlannedUnit, record?: UnitRecord): Ending {
  const current = unit.current && {
    current: { stamp: { timestamp: timestamp("20261116-0617"), sequence: 0 }, digest: unit.current },
  };
  return {
    unit,
    ...(record ? { record } : {}),
    missingEvidence: ["a passing build"],
    converged: { effects: [], ...current },
  };
}

/** What came of the units of a plan that ended so. */
export const results = (plan: Plan, endings: readonly Ending[]): UnitResult[] =>
  endings.map((ending) => resultOf(plan.intent, ending));
