import { describe, expect, test } from "@jest/globals";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import { checkPlan } from "../../../src/core/plan/plan-check.ts";
import { configuredFaults } from "../../../src/core/plan/plan-configured.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";
import { makeDigest } from "../../support/units.ts";
import { load } from "../config/support.ts";

// Plans that another job has changed: sources, purposes, absent units, aliases and their neighbours.

const tagged = "4".repeat(40);
const source = { ref: "refs/tags/v1.4.2", commit: tagged, version: "1.4.2" };
const yaml = `streams: { edge: {}, release: { from: { tag: "v{version}" } }, next: { from: { branch: next } } }
aliases: [{ tag: "{label:a}", when: { stream: release } }]
images: { app: { context: app } }
`;

/** The configuration's units as a plan has them, each with a build and without tags. */
function units(): PlannedUnit[] {
  const tip = { ref: "refs/heads/next", commit: tagged };
  return load(yaml).units.map((unit) => {
    const own = { edge: {}, release: { source }, next: { source: tip } }[unit.stream];
    return makePlannedUnit(unit.name, { ...unit, ...own });
  });
}

function configured(planned: readonly PlannedUnit[]): Parameters<typeof configuredFaults>[1] {
  const { units: all, from, promotion } = load(yaml);
  const sources = new Map(units().map(({ name, source }) => [name, source]));
  const withSources = all.map((unit) => {
    const own = sources.get(unit.name);
    return own ? { ...unit, source: own } : unit;
  });
  return { units: withSources, from, promotion, testsHashes: new Map(planned.map(({ name, testsHash }) => [name, testsHash])) };
}

/** The places of all faults of a plan with one thing changed. */
function places(change: (unit: PlannedUnit, plan: Plan) => unknown): string[] {
  const plan = makePlan(units());
  const unit = plan.units.find(({ stream }) => stream === "release");
  if (!unit) throw new Error("no unit");
  change(unit, plan);
  return [...checkPlan(plan), ...configuredFaults(plan, configured(plan.units))].map(({ at }) => at);
}

test("the plan itself has no fault", () => {
  expect(places(() => {})).toEqual([]);
});

describe("the source of a unit", () => {
  test.each<[string, Partial<NonNullable<PlannedUnit["source"]>>]>([
    ["an option of git", { ref: "--upload-pack=touch x" }],
    ["a branch", { ref: "refs/heads/main" }],
    ["a branch of the tag's name", { ref: "refs/heads/v1.4.2" }],
    ["another form", { ref: "refs/tags/1.4.2" }],
    ["a second line", { ref: "refs/tags/v1.4.2\n::error::x" }],
    ["another version", { version: "9.9.9" }],
    ["a pre-release", { ref: "refs/tags/v1.5.0-rc.1", version: "1.5.0-rc.1" }],
  ])("%s is refused", (_, change) => {
    expect(places((unit) => Object.assign(unit, { source: { ...source, ...change } }))).toContain("units[1].source");
  });

  test("no source, or one for a stream of the default branch", () => {
    expect(places((unit) => delete unit.source)).toContain("units[1].source");
    expect(places((_, plan) => Object.assign(plan.units[0] ?? {}, { source }))).toContain("units[0].source");
  });

  test("a version in a stream from a branch", () => {
    const changed = { ref: "refs/heads/next", commit: tagged, version: "1.4.2" };
    expect(places((_, plan) => Object.assign(plan.units[2] ?? {}, { source: changed }))).toContain("units[2].source");
  });
});

test("what an alias gives, and the tags of images outside the plan", () => {
  const tags = ["edge", "next"].map((tag) => `ghcr.io/octo-org/app:${tag}`);
  const alone = (otherTags: string[] | undefined) => (unit: PlannedUnit, plan: Plan) =>
    Object.assign(plan, { units: [unit], jobs: [{ id: "all", units: [unit.name] }], ...(otherTags ? { otherTags } : {}) });
  expect(places(alone(tags))).toEqual([]);
  expect(places(alone(tags.slice(1)))).toEqual(["otherTags"]);
  expect(places(alone(undefined))).toEqual(["otherTags"]);
});

test.each<[string, string, (unit: PlannedUnit, plan: Plan) => unknown]>([
  [
    "an alias without a placeholder",
    "units[1].evaluatedAliases[0].pattern",
    (unit) => (unit.evaluatedAliases = [{ pattern: "edge", timestamps: false }]),
  ],
  ["no alias", "units[1].evaluatedAliases", (unit) => delete unit.evaluatedAliases],
  ["candidates elsewhere", "units[1].candidates", (unit) => (unit.candidates = "evil.example.org/app")],
  ["candidates nowhere", "units[1].candidates", (unit) => (unit.candidates = false)],
  ["candidates where it publishes", "units[1].candidates", (unit) => (unit.candidates = "ghcr.io/Octo-Org/app".toLowerCase())],
  ["candidates of an option", "units[1].candidates", (unit) => (unit.candidates = "--help")],
  ["version tags", "units[1].versions", (unit) => (unit.versions = { gitTag: "v{version}", tags: ["x-{version}"] })],
  ["a day", "units[1].timestamps", (unit) => (unit.timestamps = "day")],
  ["a purpose of a rebuild", "units[1].purposes", (unit) => (unit.purposes = ["versions"])],
  ["more bases without a base", "units[1].otherBases", (unit) => (unit.otherBases = [{ unit: "app:edge" }])],
  ["itself as a base", "units[1].base", (unit) => (unit.base = unit.name)],
  ["absent and planned", "absent[0].unit", (unit, plan) => (plan.absent = [{ unit: unit.name, reason: "" }])],
  ["absent twice", "absent[1].unit", (_, plan) => (plan.absent = [1, 2].map(() => ({ unit: "x", reason: "" })))],
  [
    "a candidate of another repository",
    "units[1].candidate.repository",
    (unit) => (unit.candidate = { digest: `sha256:${"a".repeat(64)}`, repository: "evil.example.org/app", conditions: [] }),
  ],
  ["a foreign mark", "units[1].tags[0]", (unit) => (unit.tags = ["edge-20261123-0617.1.4"])],
  ["a candidate tag", "units[1].tags[0]", (unit) => (unit.tags = ["rc.pr-1.release"])],
  ["the tag of another unit", "units[1].tags[0]", (unit) => (unit.tags = ["edge"])],
])("%s is refused", (_, at, change) => {
  expect(places(change)).toContain(at);
});

test("a list of 100,000 absent units is checked in a moment", () => {
  const absent = Array.from({ length: 100_000 }, (_, index) => ({ unit: `x:${index}`, reason: "" }));
  const began = process.cpuUsage();
  expect(places((_, plan) => (plan.absent = absent))).toEqual([]);
  expect(process.cpuUsage(began).user / 1e6).toBeLessThan(5); // comparing each with each takes 18 s
});

describe("a plan may keep", () => {
  const freshness = { keep: {} };
  const of = (change: Partial<PlannedUnit>, more: Partial<Plan> = { freshness }) => {
    const unit = makePlannedUnit("squid:release", { current: `sha256:${"0".repeat(64)}`, keep: true, ...change });
    return checkPlan(makePlan([unit], more)).map(({ at }) => at);
  };

  test("the published image that it rebuilds", () => expect(of({})).not.toContain("units[0].keep"));

  test.each<[string, Partial<PlannedUnit>, Partial<Plan>]>([
    ["what it does not build", { decision: "repair" }, { freshness }],
    ["against the configuration", {}, { freshness: { every: 1 } }],
    ["at a push", {}, { intent: "publish", freshness }],
  ])("nothing %s", (_, change, more) => expect(of(change, more)).toContain("units[0].keep"));

  test("nothing that is not published", () => {
    const { current: _, ...unit } = makePlannedUnit("squid:release", { keep: true });
    expect(checkPlan(makePlan([unit], { freshness })).map(({ at }) => at)).toContain("units[0].keep");
  });
});

describe("the bases that a plan saw", () => {
  const reference = "docker.io/library/almalinux:9";
  const digest = makeDigest("base");
  const freshness = { bases: true as const };
  const of = (change: Partial<PlannedUnit>, more: Partial<Plan> = {}) => {
    const unit = makePlannedUnit("squid:release", { why: "base", seenBases: [{ reference, digest }], ...change });
    return checkPlan(makePlan([unit], { intent: "rebuild", freshness, ...more }))
      .map(({ at }) => at)
      .filter((at) => /why|seenBases/.test(at));
  };

  test("of a rebuild are fine", () => expect(of({})).toEqual([]));

  test.each<[string, Partial<PlannedUnit>, Partial<Plan>, string]>([
    ["at a push", {}, { intent: "publish" }, "units[0].seenBases"],
    ["with a reason at a push", { seenBases: undefined as never }, { intent: "publish" }, "units[0].why"],
    ["of what it does not build", { decision: "leave", tags: [], references: [] }, {}, "units[0].seenBases"],
    ["against the configuration", {}, { freshness: { every: 1 } }, "units[0].seenBases"],
    ["twice", { seenBases: [1, 2].map(() => ({ reference, digest })) }, {}, "units[0].seenBases[1].reference"],
  ])("none %s", (_, change, more, at) => expect(of(change, more)).toContain(at));

  test.each([
    "almalinux:9",
    "almalinux",
    "docker.io/library/almalinux",
    `${reference}@${digest}`,
    "docker.io/library/a b:9",
    "docker.io/library/almalinux:9\n::error::x",
    "docker-image://docker.io/library/almalinux:9",
    "",
  ])("none that `plan` would spell otherwise: %j", (other) => {
    expect(of({ seenBases: [{ reference: other, digest }] })).toEqual(["units[0].seenBases[0].reference"]);
  });

  test("none that the Dockerfile does not name, such as a stage of it", () => {
    const seenBases = [reference, "docker.io/library/builder:latest"].map((name) => ({ reference: name, digest }));
    const plan = makePlan(units().map((unit) => ({ ...unit, seenBases })));
    const faults = (outside?: ReadonlyMap<string, string[]>) =>
      configuredFaults(plan, { ...configured(plan.units), ...(outside ? { outside } : {}) }).map(({ at }) => at);
    expect(faults(new Map([["app:edge", [reference]]]))).toEqual(["units[0].seenBases[1]"]);
    expect(faults()).toEqual([]); // a step of the plan's job made the Dockerfile
  });
});
