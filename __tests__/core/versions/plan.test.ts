import { describe, expect, test } from "@jest/globals";
import type { TagstreamAnnotations } from "../../../src/core/annotations.ts";
import { assemblePlan, type Gathered } from "../../../src/core/assemble.ts";
import type { UnitFacts } from "../../../src/core/decide.ts";
import type { Observation } from "../../../src/core/observation.ts";
import type { Plan, PlannedUnit } from "../../../src/core/plan.ts";
import { printPlan, readPlan } from "../../../src/core/plan-document.ts";
import { Failure } from "../../../src/core/problem.ts";
import type { Unit } from "../../../src/core/unit.ts";
import { parseVersion } from "../../../src/core/version.ts";
import { type VersionFacts, withVersion } from "../../../src/core/version-decide.ts";
import { makeDigest, makeUnit, timestamp } from "../../support/units.ts";

const [h1, h2, t1, t2] = ["1", "2", "3", "4"].map((digit) => digit.repeat(64)) as [string, string, string, string];
const commit = "c".repeat(40);
const now = timestamp("20261123-0617");
const stamp = { timestamp: timestamp("20261116-0617"), sequence: 0 };
const current = makeDigest("current");
const versions = { gitTag: "v{version}" };
const unit = makeUnit("squid:release", { versions });

function published(of: Unit, annotations: TagstreamAnnotations = { inputs: h1, tests: t1 }): Observation {
  return {
    current: { stamp, digest: current, annotations: { built: stamp.timestamp, run: "1", ...annotations } },
    destinations: of.destinations.map((destination) => ({
      ...destination,
      stamps: [stamp],
      tags: new Map(),
      digests: new Set(),
    })),
  };
}

/** What the registry has of versions: their tags. */
function own(of: Unit, text: string, tags: Record<string, string> = {}, shown?: TagstreamAnnotations): VersionFacts {
  const version = parseVersion(text);
  if (!version) throw new TypeError(text);
  const all = new Map(Object.entries(tags).map(([tag, name]) => [tag, makeDigest(name)]));
  const listed = [...all.keys()].filter(parseVersion).sort().reverse();
  const destinations = of.destinations.map((entry) => ({
    ...entry,
    versions: listed,
    tags: all,
    digests: new Set(all.values()),
  }));
  const digest = all.get(text);
  return { version, observed: { destinations }, ...(digest ? { shown: { digest, annotations: shown ?? {} } } : {}) };
}

const facts = (change: Partial<UnitFacts> = {}): UnitFacts => ({
  inputs: { hash: h1 },
  tests: t1,
  observed: published(unit),
  version: own(unit, "1.4.2"),
  ...change,
});

function plan(units: Gathered["units"], change: Partial<Gathered> = {}): Plan {
  return assemblePlan({
    intent: "version",
    event: "push",
    repository: "osg/images",
    commit,
    revision: commit,
    branch: "main",
    gitTag: "v1.4.2",
    now,
    run: { id: "77", attempt: 1 },
    units,
    notes: [],
    promotion: { maxAge: 7 * 86_400_000 },
    ...change,
  });
}

const one = (of: UnitFacts, change: Partial<Gathered> = {}) => plan([{ unit, facts: of, selected: true }], change).units[0];

const candidate = (annotations: TagstreamAnnotations): NonNullable<UnitFacts["candidate"]> => ({
  digest: makeDigest("candidate"),
  annotations: { inputs: h2, tests: t1, built: timestamp("20261122-0617"), pullRequest: 12, ...annotations },
  platforms: [{ platform: "linux/amd64", images: [] }],
});

describe("one unit", () => {
  const { observed: _, ...unpublished } = published(unit) && facts();
  const never: Partial<Gathered> = { promotion: "never" };
  const all = ["1.4.2", "1.4", "1"];
  test.each<[string, UnitFacts, string, string, string[], Partial<Gathered>?]>([
    ["what is published has its inputs", facts(), "promote", "the same inputs as 20261116-0617, tested and published", all],
    [
      "and no candidate is asked for then",
      facts(),
      "promote",
      "the same inputs as 20261116-0617, tested and published",
      all,
      never,
    ],
    [
      "other tests since",
      facts({ tests: t2 }),
      "test",
      "its tests changed: 20261116-0617, of the same inputs, is tested again",
      all,
    ],
    [
      "other inputs, and no candidate",
      facts({ inputs: { hash: h2 }, candidate: "none" }),
      "build",
      "new version 1.4.2; 20261116-0617 is of other inputs; there is no candidate of it",
      all,
    ],
    [
      "other inputs, and a candidate",
      facts({ inputs: { hash: h2 }, candidate: candidate({}) }),
      "promote",
      "tested in #12, 1 day old",
      all,
    ],
    [
      "a candidate of other tests",
      facts({ inputs: { hash: h2 }, candidate: candidate({ tests: t2 }) }),
      "test",
      "its tests changed: the candidate in #12 is tested again",
      all,
    ],
    [
      "a candidate that is older than what was published since",
      facts({ inputs: { hash: h2 }, candidate: candidate({ built: timestamp("20261115-0617") }) }),
      "build",
      "new version 1.4.2; 20261116-0617 is of other inputs; its candidate is 8 days old, and promotion.max-age is 7 days; 20261116-0617 was published since its candidate was built at 20261115-0617",
      all,
    ],
    [
      "promotion: never",
      facts({ inputs: { hash: h2 } }),
      "build",
      "new version 1.4.2; 20261116-0617 is of other inputs; promotion: never",
      all,
      never,
    ],
    [
      "without an inputs hash",
      facts({ inputs: { none: "a file was edited" } }),
      "build",
      "new version 1.4.2; cannot be compared: a file was edited",
      all,
    ],
    [
      "nothing published",
      facts({ observed: { destinations: published(unit).destinations }, candidate: "none" }),
      "build",
      "new version 1.4.2; release is not published yet; there is no candidate of it",
      all,
    ],
    [
      "nobody could be asked",
      { ...unpublished, version: { version: parseVersion("1.4.2") as VersionFacts["version"] } },
      "build",
      "whether 1.4.2 is published could not be asked",
      all,
    ],
    [
      "a patch of an older line",
      facts({ version: own(unit, "1.4.2", { "1.5.0": "A", "1.5": "A", "1": "A" }) }),
      "promote",
      "the same inputs as 20261116-0617, tested and published",
      ["1.4.2", "1.4"],
    ],
    [
      "an older patch",
      facts({ version: own(unit, "1.4.2", { "1.4.3": "A", "1.4": "A", "1": "A" }) }),
      "promote",
      "the same inputs as 20261116-0617, tested and published",
      ["1.4.2"],
    ],
    [
      "a pre-release",
      facts({ version: own(unit, "1.4.2-rc.1") }),
      "promote",
      "the same inputs as 20261116-0617, tested and published",
      ["1.4.2-rc.1"],
      { gitTag: "v1.4.2-rc.1" },
    ],
    [
      "there already, of the same inputs",
      facts({ version: own(unit, "1.4.2", { "1.4.2": "D", "1.4": "D", "1": "D" }, { inputs: h1 }) }),
      "leave",
      "1.4.2 is published already",
      [],
    ],
    [
      "there already, though something newer of the same inputs is published since",
      facts({ version: own(unit, "1.4.2", { "1.4.2": "D", "1.4": "D" }, { inputs: h1 }) }),
      "repair",
      "1.4.2 is published already; one.example.org/osg/squid lacks the tag 1",
      all,
    ],
    [
      "there already, built from this commit without an inputs hash",
      facts({
        inputs: { none: "a file was edited" },
        version: own(unit, "1.4.2", { "1.4.2": "D", "1.4": "D", "1": "D" }, { revision: commit }),
      }),
      "leave",
      "1.4.2 is published already",
      [],
    ],
    [
      "there already, built by this run",
      facts({
        inputs: { none: "a file was edited" },
        version: own(unit, "1.4.2", { "1.4.2": "D", "1.4": "D", "1": "D" }, { run: "77" }),
      }),
      "leave",
      "1.4.2 is published already",
      [],
    ],
  ])("%s", (_name, of, decision, reason, tags, change = {}) => {
    const planned = one(of, change);
    expect({ decision: planned?.decision, reason: planned?.reason, tags: planned?.tags }).toEqual({ decision, reason, tags });
    expect(planned?.references).toEqual(tags.map((tag) => `one.example.org/osg/squid:${tag}`));
    const made = plan([{ unit, facts: of, selected: true }], change);
    expect(readPlan(printPlan(made))).toEqual(made);
  });

  test.each<[string, TagstreamAnnotations]>([
    ["of other inputs", { inputs: h2 }],
    ["that says nothing of itself", {}],
    ["of another commit and run", { revision: "d".repeat(40), run: "78" }],
  ])("a version that is there already, %s: refused, for every unit", (_, shown) => {
    const other = makeUnit("xcache:release", { versions });
    const taken = (of: Unit) => ({
      unit: of,
      selected: true,
      facts: facts({ version: own(of, "1.4.2", { "1.4.2": "D" }, shown) }),
    });
    try {
      plan([taken(unit), taken(other)]);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      expect(error.problems).toEqual(
        ["squid", "xcache"].map((image) => ({
          code: "version-taken",
          severity: "error",
          message: `one.example.org/osg/${image}:1.4.2 is ${makeDigest("D")} already, and not made of what is tagged now. A version tag never changes: push a new version.`,
        })),
      );
      return;
    }
    throw new Error("it was planned");
  });
});

describe("what is built on a base", () => {
  const base = makeUnit("base:release");
  const child = makeUnit("squid:release", { versions, base: "base:release" });
  const changed = facts({ inputs: { hash: h2 }, candidate: "none" });
  const { version: _, ...none } = facts();
  const decisions = (of: UnitFacts, baseFacts: UnitFacts, versioned = false) =>
    plan([
      { unit: versioned ? { ...base, versions } : base, facts: baseFacts, selected: versioned },
      { unit: child, facts: of, selected: true },
    ]).units.map(({ name, decision, reason, tags, current: digest }) => ({ name, decision, reason, tags: tags.length, digest }));

  test("is built on it as it is published, where that has the tagged commit's inputs", () => {
    expect(decisions(changed, none)).toMatchObject([
      { decision: "leave", reason: "not selected" },
      { decision: "build", reason: expect.stringContaining("on base:release as it is published"), tags: 3 },
    ]);
  });

  test("takes a base that is published of other inputs along, which gets no tags", () => {
    expect(decisions(changed, { ...none, inputs: { hash: h2 } })).toMatchObject([
      { decision: "build", reason: "squid:release is built on it, and it is published of other inputs", tags: 0 },
      { decision: "build", reason: expect.stringContaining("on base:release"), tags: 3 },
    ]);
  });

  test("is promoted whatever its base is by now", () => {
    expect(decisions(facts(), { ...none, inputs: { hash: h2 } })).toMatchObject([{ decision: "leave" }, { decision: "promote" }]);
  });

  test("is built on the version of its base, where that is there already", () => {
    const there = own(base, "1.4.2", { "1.4.2": "V", "1.4": "V", "1": "V" }, { inputs: h2, built: now });
    const baseFacts = withVersion({ ...none, inputs: { hash: h2 } }, there);
    expect(decisions(changed, baseFacts, true)).toMatchObject([
      { decision: "leave", reason: "1.4.2 is published already", digest: makeDigest("V") },
      { decision: "build", tags: 3 },
    ]);
  });
});

describe("a poisoned plan is refused", () => {
  const variant = { series: "25" };
  const squid = makeUnit("squid:25-release", { versions, variant, aliases: [{ tag: "latest", timestamps: true }] });
  const xcache = makeUnit("xcache:release", { versions: { gitTag: "xcache-v{version}" } });
  const good = plan([
    { unit: squid, facts: facts({ version: own(squid, "1.4.2") }), selected: true },
    { unit: xcache, facts: { ...facts(), version: undefined } as unknown as UnitFacts, selected: false },
  ]);
  const poison = (change: (plan: Plan, unit: PlannedUnit, other: PlannedUnit) => void, expected = {}): string => {
    const copy = structuredClone(good);
    const [first, second] = copy.units;
    if (!first || !second) throw new TypeError("no units");
    change(copy, first, second);
    try {
      readPlan(JSON.stringify(copy), expected);
      return "no failure";
    } catch (error) {
      if (error instanceof Failure) return error.message;
      throw error;
    }
  };
  const write = (of: PlannedUnit, tag: string): void => {
    of.tags.push(tag);
    of.references.push(`one.example.org/osg/${of.image}:${tag}`);
  };

  test("the good one is taken", () => {
    expect(readPlan(printPlan(good), { intent: "version", gitTag: "v1.4.2" })).toEqual(good);
    expect(good.units[0]?.tags).toEqual(["25-1.4.2", "25-1.4", "25-1"]);
  });

  test.each([
    "25-release",
    "latest",
    "25-release-20261123-0617",
    "latest-20261123-0617",
    "rc.25-release.111111111111",
    "rc.25-release.pr-1",
    "25-1.4.3",
    "25-1.5",
    "25-2",
    "1.4.2",
    "1",
    "24-1.4.2",
    "25-1.4.2-rc.1",
    "a b",
  ])("it writes %s", (tag) => {
    expect(poison((_, unit) => write(unit, tag))).toContain(
      `units[0].tags[3]: "${tag}" is none of the tags that "v1.4.2" gives the unit`,
    );
  });

  test.each<[string, Parameters<typeof poison>[0], object | undefined, string]>([
    [
      "for another git tag",
      (plan) => Object.assign(plan, { gitTag: "v9.9.9" }),
      { gitTag: "v1.4.2" },
      "is none of the tags that",
    ],
    [
      "for another git tag, with its tags",
      (plan, unit) => {
        plan.gitTag = "v9.9.9";
        unit.tags = ["25-9.9.9"];
        unit.references = ["one.example.org/osg/squid:25-9.9.9"];
      },
      { gitTag: "v1.4.2" },
      "The plan is for the git tag v9.9.9, and this run's event is about v1.4.2",
    ],
    ["without a git tag", (plan) => Reflect.deleteProperty(plan, "gitTag"), {}, "gitTag: it is missing"],
    [
      "of another event",
      (plan) => Object.assign(plan, { intent: "publish" }),
      { intent: "version" },
      "gitTag: a publish has none",
    ],
    [
      "for a unit that the git tag is no version of",
      (_, __, other) => {
        Object.assign(other, { decision: "promote" });
        write(other, "1.4.2");
      },
      {},
      'units[1].tags[0]: "1.4.2" is none of the tags that "v1.4.2" gives the unit',
    ],
    [
      "with a form that takes any git tag",
      (_, __, other) => Object.assign(other, { versions: { gitTag: "{version}{version}" } }),
      {},
      "units[1].versions.gitTag: it is not text that ends in `{version}`",
    ],
    [
      "with a variant that makes its version another's stream tag",
      (_, unit) => Object.assign(unit, { variant: { series: "a/b" } }),
      {},
      'units[0].variant: it gives "a/b-1.4.2", which is no version tag',
    ],
    [
      "with the versions of another image",
      (_, unit, other) => Object.assign(other, { variant: { series: "25" }, destinations: unit.destinations }),
      {},
      'units[0].versions: "one.example.org/osg/squid:25-1.4.2" is a tag of "xcache:release" too',
    ],
    [
      "that promotes what nobody has published",
      (_, unit) => Reflect.deleteProperty(unit, "current"),
      {},
      "units[0].candidate: it is missing",
    ],
    ["that uses a candidate again", (_, unit) => Object.assign(unit, { decision: "reuse" }), {}, "a version does not reuse"],
  ])("%s", (_, change, expected, message) => {
    expect(poison(change, expected)).toContain(message);
  });

  test("a plan of another event writes no version tag", () => {
    const message = poison((plan, unit) => {
      Reflect.deleteProperty(plan, "gitTag");
      Object.assign(plan, { intent: "rebuild" });
      Object.assign(unit, { decision: "repair" });
    });
    expect(message).toContain('units[0].tags[0]: "25-1.4.2" is none of the unit\'s tags');
  });
});
