import { describe, expect, test } from "@jest/globals";
import { triesAfter } from "../../../src/core/freshness/count-tries.ts";
import type { Tries } from "../../../src/core/freshness/tries.ts";
import type { Outcome } from "../../../src/core/result/outcome.ts";
import type { UnitResult } from "../../../src/core/result/result.ts";
import { makePlannedUnit } from "../../support/plans.ts";
import { makeDigest } from "../../support/units.ts";

const at = "2026-11-26T03:17:00Z";
const before: Tries = { since: "2026-11-24T03:17:00Z", last: "2026-11-25T03:17:00Z", count: 2, inputs: "old" };
const unit = makePlannedUnit("squid:release");
const result = (outcome: Outcome, more: Partial<UnitResult> = {}): UnitResult => ({
  unit,
  outcome,
  failed: false,
  tags: [],
  warnings: [],
  ...more,
});

describe("the tries after a run", () => {
  test.each<[Outcome, number | undefined]>([
    ["failed", 3],
    ["not-published", 3],
    ["published", undefined],
    ["kept", undefined],
    ["held", undefined],
    ["overtaken", undefined],
    ["unchanged", 2],
    ["repaired", 2],
    ["skipped", 2],
    ["blocked", 2],
  ])("that ended with %s: %s", (outcome, count) => {
    expect(triesAfter(before, result(outcome), at)?.count).toBe(count);
  });

  test("name inputs, moved bases, code and problem of the last one, on one short line", () => {
    const digest = makeDigest("alma");
    const moved = { ...unit, seenBases: [{ reference: "docker.io/library/almalinux:9", digest }] };
    const problem = `answers\non 8000 ${"x".repeat(500)}`;
    expect(triesAfter(before, result("failed", { unit: moved, code: "test-failed", problem }), at)).toEqual({
      since: before.since,
      last: at,
      count: 3,
      inputs: "a".repeat(64),
      bases: [`docker.io/library/almalinux:9@${digest}`],
      code: "test-failed",
      problem: `answers on 8000 ${"x".repeat(183)}…`,
    });
  });

  test("begin with the first failure", () => {
    expect(triesAfter(undefined, result("failed"), at)).toMatchObject({ since: at, last: at, count: 1 });
  });
});
