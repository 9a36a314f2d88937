import { describe, expect, test } from "@jest/globals";
import { testsToRun } from "../../../src/core/follow/state.ts";
import { followConditionNames } from "../../../src/core/plan/condition.ts";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import { checkPlan } from "../../../src/core/plan/plan-check.ts";
import { configuredFaults } from "../../../src/core/plan/plan-configured.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";
import { makeDigest, timestamp } from "../../support/units.ts";
import { load } from "../config/support.ts";

// Plans with following units, one thing changed by another job.

const configuration =
  load(`streams: { fresh: {}, stable: { follows: fresh, tests: [{ name: site, run: a }] }, calm: { follows: fresh } }
aliases: []
images: { app: { context: app, tests: [{ name: smoke, run: b }] } }
registries: [{ name: ghcr.io/o, when: { stream: fresh } }, quay.io/o]`);

const digest = makeDigest("taken");
const stamp = { timestamp: timestamp("20261116-0617"), sequence: 0 };
const takes = { stamp, digest };
const conditions = followConditionNames.map((name) => ({ name, holds: true, evidence: "" }));
const candidate = { digest, repository: "ghcr.io/o/app", conditions };
const untouched: Partial<PlannedUnit> = { decision: "leave", tags: [], references: [] };

/** `fresh` is left as it is; `stable` tests what it takes, `calm` takes it at once. */
function units(): PlannedUnit[] {
  const own: Record<string, Partial<PlannedUnit>> = {
    fresh: untouched,
    stable: { decision: "test", candidate, follow: { takes } },
    calm: { decision: "follow", candidate, follow: { takes } },
  };
  return configuration.units.map((unit) => {
    const planned = own[unit.stream];
    const tests = testsToRun(unit, planned?.follow);
    return structuredClone(makePlannedUnit(unit.name, { ...unit, tests, ...planned }));
  });
}

type Change = (stable: PlannedUnit, calm: PlannedUnit, plan: Plan, fresh: PlannedUnit) => unknown;

describe("a set", () => {
  const together = load(`streams: { fresh: {}, stable: { follows: fresh, together: true } }
aliases: []
images: { app: { context: app }, web: { context: web } }
registries: [quay.io/o]`);

  function faults(change: (app: PlannedUnit, web: PlannedUnit) => unknown): string[] {
    const [app, web] = together.units
      .filter(({ follows }) => follows)
      .map((unit) => {
        const follow = { takes, set: "app:stable" };
        return structuredClone(
          makePlannedUnit(unit.name, { ...unit, decision: "follow", candidate: { digest, conditions }, follow }),
        );
      });
    if (!app || !web) throw new Error("a unit is missing");
    change(app, web);
    return checkPlan(makePlan([app, web], { jobs: [] })).map(({ at }) => at);
  }

  test("itself has no fault, nor has one that moved before or that waits as a whole", () => {
    const stays = { ...untouched, candidate: undefined };
    expect(faults(() => {})).toEqual([]);
    expect(faults((_, web) => Object.assign(web, stays, { follow: { set: "app:stable" } }))).toEqual([]);
    expect(faults((app, web) => [app, web].map((unit) => Object.assign(unit, stays)))).toEqual([]);
  });

  test.each<[string, string, (app: PlannedUnit, web: PlannedUnit) => unknown]>([
    ["has no unit less", "units[1].follow.set", (_, web) => delete web.follow?.set],
    ["is not two", "units[1].follow.set", (_, web) => Object.assign(web.follow ?? {}, { set: "web:stable" })],
    ["leaves nobody behind", "units[1].decision", (_, web) => Object.assign(web, untouched, { candidate: undefined })],
  ])("%s", (_, at, change) => {
    expect(faults(change)).toEqual([at]);
  });
});

function places(change: Change, more: Partial<Plan> = {}): string[] {
  const [fresh, stable, calm] = units();
  if (!fresh || !stable || !calm) throw new Error("a unit is missing");
  const plan = makePlan([fresh, stable, calm], { jobs: [{ id: "all", units: [stable.name] }], ...more });
  change(stable, calm, plan, fresh);
  const { units: all, from, promotion } = configuration;
  const testsHashes = new Map(plan.units.map((unit) => [unit.name, unit.testsHash]));
  return [...checkPlan(plan), ...configuredFaults(plan, { units: all, from, promotion, testsHashes })].map(({ at }) => at);
}

test("the plan itself has no fault", () => {
  expect(places(() => {})).toEqual([]);
});

test("a person may waive time, verdict and order, but no later job publishes that", () => {
  const waived = ["soaked", "shown", "verdict", "forward"] as const;
  const advanced = { by: "octo", reason: "urgent", waived: [...waived] };
  const change: Change = (stable) => {
    const open = conditions.map((condition) => ({ ...condition, holds: !waived.some((name) => name === condition.name) }));
    Object.assign(stable, { candidate: { ...candidate, conditions: open }, follow: { takes, advanced } });
  };
  expect(places(change)).toEqual(["units[1].follow.advanced"]);
});

test("a follower in the source's own repository names no other one", () => {
  const first = { repository: "ghcr.io/o/app", required: true };
  const at = (repository?: string) =>
    places((stable) => {
      const taken = { digest, conditions, ...(repository === undefined ? {} : { repository }) };
      Object.assign(stable, { destinations: [first], candidate: taken });
    });
  expect(at()).not.toContain("units[1].candidate.repository");
  expect(at("ghcr.io/o/app")).toContain("units[1].candidate.repository");
});

test("under a hold, a plan says what it would take", () => {
  expect(places((stable) => Object.assign(stable, untouched, { candidate: undefined }))).toEqual(["jobs[0].units[0]"]);
});

test("a waiver that the configuration does not have, or that is over", () => {
  const of = (until: string) => places(({ tests }) => Object.assign(tests[0] ?? {}, { waived: { until, reason: "x" } }));
  expect(of("2026-11-23")).toEqual(["units[1].tests[0].waived"]);
  expect(of("2026-11-22")).toEqual(["units[1].tests[0].waived.until", "units[1].tests[0].waived"]);
});

describe("refused is", () => {
  test.each<[string, string, Change, Partial<Plan>?]>([
    ["another source", "units[1].follows.unit", ({ follows }) => Object.assign(follows ?? {}, { unit: "other:fresh" })],
    ["itself as its source", "units[1].follows.unit", (unit) => Object.assign(unit.follows ?? {}, { unit: unit.name })],
    [
      "a repository of an option",
      "units[1].follows.repository",
      ({ follows }) => Object.assign(follows ?? {}, { repository: "-x" }),
    ],
    [
      "another repository",
      "units[1].follows.repository",
      ({ follows }) => Object.assign(follows ?? {}, { repository: "evil.org/app" }),
    ],
    ["a shorter soak", "units[1].follows.soak", ({ follows }) => Object.assign(follows ?? {}, { soak: 1 })],
    [
      "a longer time shown than the soak",
      "units[1].follows.shown",
      ({ follows }) => Object.assign(follows ?? {}, { shown: 1e12 }),
    ],
    [
      "a test that it does not have",
      "units[1].follows.tests[0]",
      ({ follows }) => Object.assign(follows ?? {}, { tests: ["x"] }),
    ],
    [
      "a test of the source as its own",
      "units[1].follows.tests",
      ({ follows }) => Object.assign(follows ?? {}, { tests: ["smoke", "site"] }),
    ],
    ["none of its own tests", "units[1].follows.tests", ({ follows }) => delete follows?.tests],
    ["no source at all", "units[1].follows", (unit) => delete unit.follows],
    ["a build", "units[1].decision", (unit) => Object.assign(unit, { decision: "build" })],
    ["a promotion", "units[1].decision", (unit) => Object.assign(unit, { decision: "promote" })],
    ["a base", "units[1].base", (unit) => Object.assign(unit, { base: "app:fresh" })],
    ["a scan", "units[1].scan", (unit) => Object.assign(unit, { scan: { script: ["x"] } })],
    ["versions", "units[1].versions", (unit) => Object.assign(unit, { versions: { gitTag: "v{version}" } })],
    ["what it would keep", "units[1].keep", (unit) => Object.assign(unit, { keep: true })],
    ["a follower as a base", "units[2].base", (_, calm) => Object.assign(calm, { base: "app:stable" })],
    ["following without a candidate", "units[2].candidate", (_, calm) => delete calm.candidate],
    ["a test without a candidate", "units[1].candidate", (stable) => delete stable.candidate],
    ["following past its own tests", "units[1].decision", (stable) => Object.assign(stable, { decision: "follow" })],
    ["following past the source's tests", "units[2].decision", (_, calm) => Object.assign(calm.follow ?? {}, { retest: true })],
    ["a test of nothing", "units[2].decision", (_, calm) => Object.assign(calm, { decision: "test" })],
    [
      "another digest than it says",
      "units[1].follow.takes",
      ({ follow }) => Object.assign(follow ?? {}, { takes: { stamp, digest: makeDigest("x") } }),
    ],
    ["no word of what it takes", "units[1].follow.takes", ({ follow }) => delete follow?.takes],
    [
      "a digest of another repository",
      "units[1].candidate.repository",
      (unit) => Object.assign(unit.candidate ?? {}, { repository: "evil.org/app" }),
    ],
    ["a digest of its own repository", "units[1].candidate.repository", (unit) => delete unit.candidate?.repository],
    [
      "a condition that does not hold",
      "units[1].candidate.conditions[1]",
      (unit) => Object.assign(unit.candidate?.conditions[1] ?? {}, { holds: false }),
    ],
    ["a condition less", "units[1].candidate.conditions[6]", (unit) => unit.candidate?.conditions.pop()],
    [
      "a condition twice",
      "units[1].candidate.conditions[7]",
      (unit) => unit.candidate?.conditions.push({ name: "known", holds: true, evidence: "" }),
    ],
    [
      "a condition of promotion",
      "units[1].candidate.conditions[0]",
      (unit) => Object.assign(unit.candidate?.conditions[0] ?? {}, { name: "fresh" }),
    ],
    [
      "to waive tests",
      "units[1].follow.advanced.waived[0]",
      ({ follow }) => Object.assign(follow ?? {}, { advanced: { by: "x", reason: "", waived: ["tested"] } }),
    ],
    ["to follow at a push", "units[2].decision", () => {}, { intent: "publish" }],
    ["a follower in a check", "units[1].follows", () => {}, { intent: "check" }],
    [
      "following by a unit with a build",
      "units[0].decision",
      (_s, _c, _p, fresh) => Object.assign(fresh, { decision: "follow", candidate }),
    ],
    ["what a unit with a build takes", "units[0].follow", (_s, _c, _p, fresh) => Object.assign(fresh, { follow: { takes } })],
  ])("%s", (_, at, change, ...[more]) => {
    expect(places(change, more).some((place) => place === at || place.startsWith(`${at}.`))).toBe(true);
  });
});
