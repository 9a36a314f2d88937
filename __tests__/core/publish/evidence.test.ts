import { describe, expect, test } from "@jest/globals";
import type { UnitRecord } from "../../../src/core/build/record.ts";
import { evidence, proofOf } from "../../../src/core/publish/evidence.ts";
import type { Test } from "../../../src/core/tests/kinds.ts";
import { makePlannedUnit } from "../../support/plans.ts";
import { makeDigest, makeUnit, timestamp } from "../../support/units.ts";

const both = ["linux/amd64", "linux/arm64"];

function makeTest(name: string, platforms = both): Test {
  return { kind: "run", name, command: ["true"], timeout: 60_000, env: {}, platforms };
}

const unit = {
  ...makeUnit("squid:release", { platforms: both, tests: [makeTest("version"), makeTest("answers", ["linux/amd64"])] }),
  decision: "build" as const,
};

const passed = (name: string, platform: string) => ({ name, platform, passed: true, duration: 1 });

const green: UnitRecord = {
  unit: unit.name,
  outcome: "passed",
  digest: makeDigest("index"),
  platforms: both.map((platform) => ({ platform, digest: makeDigest(platform) })),
  tests: [passed("version", "linux/amd64"), passed("version", "linux/arm64"), passed("answers", "linux/amd64")],
  duration: { build: 1, test: 1 },
};

describe("invariant 1: no evidence, no tag", () => {
  test("every platform and every test that covers it; a declared exemption is none of it", () => {
    expect(evidence(unit, green)).toEqual({ passed: true });
  });

  test("a unit without tests needs its platforms alone", () => {
    expect(evidence({ ...unit, tests: [] }, { ...green, tests: [] })).toEqual({ passed: true });
  });

  const { digest: _, ...withoutDigest } = green;

  test.each<[string, UnitRecord | undefined, string]>([
    ["no record", undefined, "a record of its build"],
    ["another unit's record", { ...green, unit: "xcache:release" }, "its own record (this one is for xcache:release)"],
    ["a failed build whose tests all passed", { ...green, outcome: "failed" }, "a passing build (this one failed)"],
    ["a skipped one", { ...green, outcome: "skipped" }, "a passing build (this one was skipped)"],
    ["no digest", withoutDigest, "a digest"],
    ["a platform that was not built", { ...green, platforms: green.platforms.slice(0, 1) }, "an image for linux/arm64"],
    ["no platform at all", { ...green, platforms: [] }, "an image for linux/amd64"],
    [
      "a platform too many",
      { ...green, platforms: [...green.platforms, { platform: "linux/s390x", digest: makeDigest("s390x") }] },
      "a plan for linux/s390x (the job built it)",
    ],
    [
      "a platform twice",
      { ...green, platforms: [...green.platforms, { platform: "linux/arm64", digest: makeDigest("other") }] },
      "a single image for linux/arm64 (there are several)",
    ],
    [
      "a test that did not run on one platform",
      { ...green, tests: green.tests.filter(({ name, platform }) => name !== "version" || platform !== "linux/arm64") },
      'a result of "version" on linux/arm64',
    ],
    ["no test results", { ...green, tests: [] }, 'a result of "answers" on linux/amd64'],
    [
      "a test that failed on one platform",
      { ...green, tests: [...green.tests.slice(0, 2), { ...passed("answers", "linux/amd64"), passed: false }] },
      'a passing result of "answers" on linux/amd64',
    ],
    [
      "a test that passed and failed",
      { ...green, tests: [...green.tests, { ...passed("version", "linux/arm64"), passed: false }] },
      'a passing result of "version" on linux/arm64',
    ],
    [
      "a test's result under another name",
      { ...green, tests: [...green.tests.slice(0, 2), passed("Answers", "linux/amd64")] },
      'a result of "answers" on linux/amd64',
    ],
  ])("%s", (_, record, missing) => {
    const found = evidence(unit, record);
    expect(found.passed).toBe(false);
    expect(found).toHaveProperty("missingEvidence", expect.arrayContaining([missing]));
  });

  const unchanged = { built: makeDigest("built"), platforms: [], since: timestamp("20261109-0617"), files: 3, packages: 2 };

  test("a published image that stays, as its build equals it", () => {
    const kept = { ...unit, keep: true as const, current: makeDigest("index") };
    expect(evidence(kept, { ...green, unchanged })).toEqual({ passed: true });
  });

  test.each<[string, object]>([
    ["another image than the published one", { keep: true, current: makeDigest("published") }],
    ["a unit that the plan publishes in any case", { current: makeDigest("index") }],
    ["a unit that was never published", { keep: true }],
  ])("a record does not keep %s", (_, change) => {
    const missing = [`a plan that keeps ${makeDigest("index")} (the job kept it)`];
    expect(evidence({ ...unit, ...change }, { ...green, unchanged })).toEqual({ passed: false, missingEvidence: missing });
  });

  test("everything that is missing is named at once", () => {
    expect(evidence(unit, { ...withoutDigest, outcome: "failed", platforms: [], tests: [] })).toEqual({
      passed: false,
      missingEvidence: [
        "a passing build (this one failed)",
        "a digest",
        "an image for linux/amd64",
        "an image for linux/arm64",
        'a result of "version" on linux/amd64',
        'a result of "version" on linux/arm64',
        'a result of "answers" on linux/amd64',
      ],
    });
  });
});

describe("a waived test", () => {
  const waived = { until: "2026-12-15", reason: "TICKET-12" };
  const waiving = { ...unit, tests: [{ ...makeTest("version"), waived }, makeTest("answers", ["linux/amd64"])] };
  const failing = (name: string) => ({
    ...green,
    tests: green.tests.map((result) => (result.name === name ? { ...result, passed: false } : result)),
  });

  test("may fail", () => {
    expect(evidence(waiving, failing("version"))).toEqual({ passed: true });
    expect(evidence(waiving, green)).toEqual({ passed: true });
  });

  test("must have run", () => {
    const record = { ...green, tests: green.tests.filter(({ name }) => name !== "version") };
    expect(evidence(waiving, record)).toEqual({
      passed: false,
      missingEvidence: ['a result of "version" on linux/amd64', 'a result of "version" on linux/arm64'],
    });
  });

  test("excuses no other one, and only in the unit of the plan", () => {
    const missingEvidence = ['a passing result of "answers" on linux/amd64'];
    expect(evidence(waiving, failing("answers"))).toEqual({ passed: false, missingEvidence });
    expect(evidence(unit, failing("version"))).toMatchObject({ passed: false });
  });
});

test("a unit of a set has no proof while another one is blocked", () => {
  const candidate = { digest: makeDigest("taken"), conditions: [] };
  const [squid, xcache] = ["squid:stable", "xcache:stable"].map((name) =>
    makePlannedUnit(name, { decision: "follow", candidate, follow: { set: "squid:stable" } }),
  );
  if (!squid || !xcache) throw new Error("a unit is missing");
  const proof = (other: typeof squid) => proofOf(squid, { units: [squid, other], intent: "rebuild" }, new Map());
  expect(proof(xcache)).toEqual({ passed: true });
  expect(proof({ ...xcache, decision: "blocked", blocked: "stream-version-lower" }).passed).toBe(false);
  expect(proof({ ...xcache, decision: "blocked", follow: {} })).toEqual({ passed: true });
});
