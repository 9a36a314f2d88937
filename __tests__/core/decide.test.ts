import { describe, expect, test } from "@jest/globals";
import { assemblePlan, type Gathered } from "../../src/core/assemble.ts";
import type { UnitFacts } from "../../src/core/decide.ts";
import { waitsForNothing } from "../../src/core/evidence.ts";
import type { Observation } from "../../src/core/observation.ts";
import { digestToBuildOn, type Intent, inputsToBuildOn } from "../../src/core/plan.ts";
import { putBack } from "../../src/core/put-back.ts";
import type { Unit } from "../../src/core/unit.ts";
import { makeHold } from "../support/holds.ts";
import { makeDigest, makeUnit, timestamp } from "../support/units.ts";

const [h1, h2, h3, t1, t2] = ["1", "2", "5", "3", "4"].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
  string,
  string,
];
const digest = makeDigest("current");
const monday = { timestamp: timestamp("20261116-0617"), sequence: 0 };
const later = { timestamp: timestamp("20261120-0617"), sequence: 0 };
const unit = makeUnit("squid:release");

/** What the registry holds of a published unit; `tags` overrides what its tags show. */
function observation(of: Unit, run = "1", tags: Record<string, string | undefined> = {}, ...made: [] | [undefined]): Observation {
  const inputs = made.length === 0 ? { inputs: h1 } : {};
  const all = { [`${of.streamTag}-20261116-0617`]: digest, [of.streamTag]: digest, ...tags };
  return {
    current: { stamp: monday, digest, annotations: { ...inputs, run, built: monday.timestamp } },
    destinations: of.destinations.map((destination) => ({
      ...destination,
      stamps: [monday],
      tags: new Map(Object.entries(all).flatMap(([tag, value]) => (value ? [[tag, value as typeof digest]] : []))),
      digests: new Set([digest]),
    })),
  };
}

const nothing = (of: Unit): Observation => ({
  destinations: of.destinations.map((destination) => ({ ...destination, stamps: [], tags: new Map(), digests: new Set() })),
});

const facts = (change: Partial<UnitFacts> = {}): UnitFacts => ({
  inputs: { hash: h1 },
  tests: t1,
  observed: observation(unit),
  published: { stamp: monday, digest, inputs: h1 },
  ...change,
});

function plan(intent: Intent, units: Gathered["units"], change: Partial<Gathered> = {}) {
  return assemblePlan({
    intent,
    event: intent === "rebuild" ? "schedule" : "push",
    repository: "osg/images",
    commit: "c".repeat(40),
    revision: "c".repeat(40),
    branch: "main",
    now: timestamp("20261123-0617"),
    run: { id: "77", attempt: 1 },
    units,
    notes: [],
    promotion: { maxAge: 7 * 86_400_000 },
    ...change,
  });
}

const one = (intent: Intent, of: UnitFacts, selected = true) => plan(intent, [{ unit, facts: of, selected }]).units[0];

describe("one unit", () => {
  const { published: _, ...unpublished } = facts({ observed: nothing(unit) });
  const { observed: _o, published: _p, ...offline } = facts();
  const { before: _b, ...fresh } = facts();
  test.each<[string, Intent, UnitFacts, string, string]>([
    ["weekly", "rebuild", facts(), "build", "scheduled rebuild"],
    ["weekly, nobody could be asked", "rebuild", offline, "build", "scheduled rebuild"],
    [
      "a re-run of the run that published it",
      "rebuild",
      facts({ observed: observation(unit, "77") }),
      "leave",
      "this run has published it already",
    ],
    [
      "a re-run, killed before the stream moved",
      "rebuild",
      facts({ observed: observation(unit, "77", { release: undefined }) }),
      "repair",
      "this run has published it already; one.example.org/osg/squid lacks the tag release",
    ],
    ["up to date", "publish", facts(), "leave", "up to date"],
    ["changed", "publish", facts({ inputs: { hash: h2 } }), "build", "changed since 20261116-0617"],
    [
      "a re-run of a push that cannot be compared",
      "publish",
      facts({ inputs: { none: "x" }, observed: observation(unit, "77") }),
      "leave",
      "this run has published it already",
    ],
    ["tests alone changed", "publish", facts({ tests: t2 }), "leave", "up to date"],
    ["never published", "publish", unpublished, "build", "not published yet"],
    [
      "put back, and of the commit's inputs: what was rolled back is another matter",
      "publish",
      facts({ published: { stamp: later, digest: makeDigest("bad"), inputs: h2 } }),
      "leave",
      "up to date",
    ],
    [
      "put back, and of other inputs than the commit",
      "publish",
      facts({ inputs: { hash: h2 }, published: { stamp: later, digest: makeDigest("bad"), inputs: h3 } }),
      "build",
      "changed since 20261120-0617",
    ],
    [
      "published without a hash",
      "publish",
      facts({ observed: observation(unit, "1", {}, undefined), published: { stamp: monday, digest } }),
      "build",
      "20261116-0617 does not say what it was made of",
    ],
    [
      "no hash now",
      "publish",
      facts({ inputs: { none: "x.txt is not in the commit" } }),
      "build",
      "cannot be compared: x.txt is not in the commit",
    ],
    [
      "the stream shows something else",
      "publish",
      facts({ observed: observation(unit, "1", { release: makeDigest("else") }) }),
      "repair",
      "release in one.example.org/osg/squid shows something else",
    ],
    ["nobody could be asked", "publish", offline, "build", "whether it is up to date could not be asked"],
    ["proposed, changed", "candidate", facts({ before: { inputs: { hash: h2 }, tests: t1 } }), "build", "changed"],
    [
      "proposed, unchanged",
      "candidate",
      facts({ before: { inputs: { hash: h1 }, tests: t1 } }),
      "leave",
      "nothing of its own changed",
    ],
    ["proposed, new", "candidate", fresh, "build", "new"],
    [
      "proposed, tests alone",
      "candidate",
      facts({ before: { inputs: { hash: h1 }, tests: t2 } }),
      "test",
      "its tests changed: 20261116-0617 is tested again",
    ],
    [
      "proposed, tests alone, where what is newest is of other inputs: it was put back, or the commit is not published yet",
      "candidate",
      facts({ inputs: { hash: h2 }, before: { inputs: { hash: h2 }, tests: t2 } }),
      "build",
      "its tests changed, and 20261116-0617 is of other inputs",
    ],
    [
      "proposed, tests alone, unpublished",
      "candidate",
      { ...unpublished, before: { inputs: { hash: h1 }, tests: t2 } },
      "build",
      "its tests changed, and it is not published yet",
    ],
    ["proposed, cannot be compared before", "check", facts({ before: { inputs: { none: "x" }, tests: t1 } }), "build", "changed"],
  ])("%s", (_name, intent, of, decision, reason) => {
    expect(one(intent, of)).toMatchObject({ decision, reason });
  });

  test("not selected", () => {
    expect(one("rebuild", facts(), false)).toMatchObject({ decision: "leave", reason: "not selected", tags: [], references: [] });
  });
});

describe("while its stream is held", () => {
  const { scope: _s, digests: _d, ...hold } = makeHold();
  const old = makeDigest("old");
  const held = { ...hold, digest: old };
  const rolledBack = { ...held, stamp: { timestamp: timestamp("20261120-0301"), sequence: 0 } };
  const published = { "release-20261109-0617": old };
  /** The stream shows this; both digests are there, and were published. */
  const shows = (shown: typeof digest, run = "1"): Observation => {
    const seen = observation(unit, run, { ...published, release: shown });
    return {
      ...seen,
      destinations: seen.destinations.map((destination) => ({ ...destination, digests: new Set([digest, old]) })),
    };
  };
  test.each<[string, Intent, UnitFacts, string, string]>([
    ["where the hold wants it", "publish", facts({ observed: shows(old), hold: held }), "leave", "up to date"],
    [
      "somewhere else",
      "publish",
      facts({ observed: shows(digest), hold: held }),
      "repair",
      "release in one.example.org/osg/squid shows something else",
    ],
    ["at whatever it shows", "publish", facts({ observed: shows(old), hold }), "leave", "up to date"],
    ["perhaps", "publish", facts({ observed: shows(old), hold: "issues: read is missing" }), "leave", "up to date"],
    [
      "by a rollback that was killed",
      "publish",
      facts({ observed: shows(old), hold: rolledBack }),
      "repair",
      "one.example.org/osg/squid lacks the tag release-20261120-0301",
    ],
    [
      "at what was never published",
      "publish",
      facts({ hold: held }),
      "repair",
      "hold #12 names an image that was never published",
    ],
    [
      "and its inputs changed",
      "publish",
      facts({ observed: shows(old), hold: held, inputs: { hash: h2 } }),
      "build",
      "changed since 20261116-0617",
    ],
    ["and it is weekly", "rebuild", facts({ observed: shows(old), hold: held }), "build", "scheduled rebuild"],
    [
      "and this run has published",
      "rebuild",
      facts({ observed: shows(old, "77"), hold: held }),
      "leave",
      "this run has published it already",
    ],
    [
      "and this run was killed",
      "rebuild",
      facts({ observed: shows(digest, "77"), hold: held }),
      "repair",
      "this run has published it already; release in one.example.org/osg/squid shows something else",
    ],
    [
      "and a change is proposed",
      "candidate",
      facts({ observed: shows(old), hold: held, before: { inputs: { hash: h1 }, tests: t1 } }),
      "leave",
      "nothing of its own changed",
    ],
  ])("%s", (_name, intent, of, decision, reason) => {
    expect(one(intent, of)).toMatchObject({ decision, reason });
  });

  test("perhaps: what is missing of the newest is put right all the same", () => {
    const seen = observation(unit, "1", { "release-20261116-0617": undefined });
    expect(one("publish", facts({ observed: seen, hold: "x" }))).toMatchObject({
      decision: "repair",
      reason: "one.example.org/osg/squid lacks the tag release-20261116-0617",
    });
  });

  test("an optional registry that contradicts is left out of the question", () => {
    const both = makeUnit("squid:release", {
      destinations: [
        { repository: "one.example.org/osg/squid", required: true },
        { repository: "two.example.org/osg/squid", required: false },
      ],
    });
    const seen = observation(both, "1", { ...published, release: old });
    const [first, second] = seen.destinations.map((destination) => ({ ...destination, digests: new Set([digest, old]) }));
    if (!first || !second) throw new TypeError("there are two");
    const foreign = new Map(second.tags).set("release-20261116-0617", makeDigest("foreign"));
    const observed = { ...seen, destinations: [first, { ...second, tags: foreign }] };
    const [planned] = plan("publish", [{ unit: both, facts: facts({ observed, hold: held }), selected: true }]).units;
    expect(planned).toMatchObject({ decision: "leave", reason: "up to date" });
  });
});

describe("tags", () => {
  const aliased = makeUnit("squid:25-release", {
    aliases: [
      { tag: "latest", timestamps: false },
      { tag: "release", timestamps: true },
    ],
    destinations: [
      { repository: "one.example.org/squid", required: true },
      { repository: "two.example.org/squid", required: true },
    ],
  });
  test("a build's, in full", () => {
    const tags = ["25-release-20261123-0617", "release-20261123-0617", "25-release", "latest", "release"];
    const planned = plan("rebuild", [{ unit: aliased, facts: facts({ observed: nothing(aliased) }), selected: true }]).units[0];
    expect(planned?.tags).toEqual(tags);
    expect(planned?.references).toEqual([
      ...tags.map((tag) => `one.example.org/squid:${tag}`),
      ...tags.map((tag) => `two.example.org/squid:${tag}`),
    ]);
  });
  test("a proposed change gets candidate tags alone, in the first registry", () => {
    const two = { ...aliased, destinations: [...aliased.destinations, { repository: "two.example.org/squid", required: true }] };
    const [planned] = plan("candidate", [{ unit: two, facts: facts(), selected: true }], { pullRequest: 123 }).units;
    expect(planned?.tags).toEqual(["rc.25-release.111111111111", "rc.25-release.pr-123"]);
    expect(planned?.references).toEqual(planned?.tags.map((tag) => `${aliased.destinations[0]?.repository}:${tag}`));
  });
  test.each<[string, Intent, UnitFacts, string[]]>([
    ["in a merge queue", "candidate", facts(), ["rc.release.111111111111"]],
    ["without an inputs hash", "candidate", facts({ inputs: { none: "edited" } }), []],
    ["of an untrusted change", "check", facts(), []],
  ])("%s", (_, intent, of, tags) => {
    expect(one(intent, of)).toMatchObject({ decision: "build", tags });
  });
});

describe("bases", () => {
  const base = makeUnit("base:release");
  const child = makeUnit("squid:release", { base: "base:release" });
  const { published: _, ...unpublished } = facts({ observed: nothing(base) });
  const both = (baseFacts: UnitFacts, childFacts: UnitFacts, selected = true): Gathered["units"] => [
    { unit: base, facts: baseFacts, selected },
    { unit: child, facts: childFacts, selected: true },
  ];

  test("a rebuilt base is named, and shares the job", () => {
    const { units, jobs } = plan("rebuild", both(facts(), facts()));
    expect(units.map(({ reason }) => reason)).toEqual(["scheduled rebuild", "scheduled rebuild, on base:release"]);
    expect(jobs).toEqual([{ id: "base.release", units: ["base:release", "squid:release"] }]);
  });

  test("only the child changed: on the published base", () => {
    const { units } = plan("publish", both(facts(), facts({ inputs: { hash: h2 } })));
    expect(units.map(({ decision, reason }) => [decision, reason])).toEqual([
      ["leave", "up to date"],
      ["build", "changed since 20261116-0617, on base:release as it is published"],
    ]);
  });

  test("a child on a published base that is made of other inputs gets no inputs hash: it would not be true", () => {
    const changed = facts({ inputs: { hash: h2 } });
    const [baseUnit, childUnit] = plan("rebuild", both(changed, facts(), false)).units;
    expect(baseUnit).toMatchObject({ decision: "leave", inputs: { hash: h2 } });
    expect(childUnit).toMatchObject({
      decision: "build",
      inputs: { none: "it is built on base:release as published, which is made of other inputs" },
    });
    expect(plan("rebuild", both(facts(), facts(), false)).units[1]?.inputs).toEqual({ hash: h1 });
  });

  test("a proposed child on a base that was never published: the base is built too", () => {
    const before = { inputs: { hash: h1 }, tests: t1 };
    const { units } = plan("candidate", both({ ...unpublished, before }, facts({ before: { ...before, inputs: { hash: h2 } } })));
    expect(units.map(({ decision }) => decision)).toEqual(["build", "build"]);
    expect(units[0]?.reason).toBe("not published yet, and squid:release is built on it");
  });

  test("a selected child whose base is neither selected nor published is refused", () => {
    expect(() => plan("rebuild", both(unpublished, facts(), false))).toThrow(
      'squid:release is built on base:release, which is not published yet. Add "base:release" to `only`.',
    );
  });
});

describe("one run has one timestamp", () => {
  test("a re-run goes on under that of the first attempt", () => {
    const second = makeUnit("xcache:release");
    const { units, timestamp: at } = plan("rebuild", [
      { unit, facts: facts({ observed: observation(unit, "77") }), selected: true },
      { unit: second, facts: facts({ observed: observation(second, "1") }), selected: true },
    ]);
    expect(at).toBe("20261116-0617");
    expect(units.map(({ decision }) => decision)).toEqual(["leave", "build"]);
    expect(units[1]?.tags[0]).toBe("release-20261116-0617-01"); // another run has taken the minute
  });

  test("another run, and a run of the command line, read the clock", () => {
    expect(plan("rebuild", [{ unit, facts: facts(), selected: true }]).timestamp).toBe("20261123-0617");
    const local = plan("rebuild", [{ unit, facts: facts({ observed: observation(unit, "local") }), selected: true }], {
      run: { id: "local", attempt: 1 },
    });
    expect([local.timestamp, local.units[0]?.decision]).toEqual(["20261123-0617", "build"]);
  });
});

describe("on a base that is held", () => {
  const base = makeUnit("base:release");
  const child = { ...unit, base: base.name };
  const [held, bad] = [makeDigest("held"), makeDigest("bad")];
  const { scope: _s, digests: _d, ...hold } = makeHold();
  const before = { inputs: { hash: h1 }, tests: t1 };
  /** The base: the good image is published, then the bad one; the hold keeps what `keeps` says. */
  const ofBase = (keeps: typeof held, change: Partial<UnitFacts> = {}): UnitFacts => ({
    ...facts({
      observed: observation(base, "1", { "release-20261109-0617": held, release: held, "release-20261116-0617": bad }),
    }),
    hold: { ...hold, digest: keeps, inputs: h2 },
    ...change,
  });
  const planned = (intent: Intent, of: UnitFacts, own: Partial<UnitFacts> = {}) =>
    plan(intent, [
      { unit: base, facts: of, selected: true },
      { unit: child, facts: facts({ inputs: { hash: h2 }, ...own }), selected: true },
    ]);

  test.each<[string, Intent, UnitFacts, Partial<UnitFacts>, string, typeof held | undefined, boolean]>([
    ["a weekly run builds on what it shows", "rebuild", ofBase(held), {}, "on base:release as it is held", held, true],
    ["so does a push", "publish", ofBase(held), {}, "on base:release as it is held", held, true],
    ["so does a change of the child alone", "candidate", ofBase(held, { before }), { before }, "as it is held", held, false],
    [
      "a change of both is tried together",
      "candidate",
      ofBase(held, { before, inputs: { hash: h2 } }),
      { before },
      "on base:release",
      undefined,
      true,
    ],
    [
      "a digest that was never published counts for nothing",
      "rebuild",
      ofBase(makeDigest("forged")),
      {},
      "on base:release",
      undefined,
      true,
    ],
  ])("%s", (_, intent, of, own, reason, digest, hashed) => {
    const made = planned(intent, of, own);
    const [first, second] = made.units;
    expect(second).toMatchObject({ decision: "build", reason: expect.stringMatching(new RegExp(`${reason}$`)) });
    expect(first && digestToBuildOn(first, intent)).toBe(digest);
    expect("hash" in (second?.inputs ?? {})).toBe(hashed);
    expect(first && waitsForNothing(first, intent)).toBe(digest !== undefined);
  });

  test("what an image that says nothing of itself was made of, is not known", () => {
    const held = { name: "base:release", hold: { ...hold, digest: bad } };
    expect(inputsToBuildOn(held, "rebuild")).toEqual({ none: expect.stringContaining("base:release is held at an image") });
    expect(inputsToBuildOn({ ...held, hold: { ...held.hold, inputs: h2 } }, "publish")).toEqual({ hash: h2 });
    expect(inputsToBuildOn(held, "candidate")).toBeUndefined();
    expect(inputsToBuildOn({ name: "base:release" }, "rebuild")).toBeUndefined();
    expect(inputsToBuildOn({ name: "base:release", putBack: h2 }, "publish")).toEqual({ hash: h2 });
    expect(inputsToBuildOn({ ...held, hold: { ...held.hold, inputs: h1 }, putBack: h2 }, "publish")).toEqual({ hash: h1 });
  });
});

describe("a base that was put back, and is held no more", () => {
  const bad = { stamp: later, digest: makeDigest("bad"), inputs: h2 };
  const back = facts({ inputs: { hash: h2 }, published: bad }); // its newest image is of h1, the commit of h2, and that was rolled back
  const { scope: _s, digests: _d, ...hold } = makeHold();
  test.each<[string, UnitFacts, Intent, string | undefined]>([
    ["is made of what that image says", back, "publish", h1],
    ["not where it is held", { ...back, hold: { ...hold, digest } }, "publish", undefined],
    ["but where nobody knows what is held", { ...back, hold: "no answer" }, "publish", h1],
    ["not where it is built again, weekly", back, "rebuild", undefined],
    ["not where it is built again, since it has changed", { ...back, inputs: { hash: h3 } }, "publish", undefined],
    ["not where it cannot be compared", { ...back, inputs: { none: "x" } }, "publish", undefined],
    ["not where its image says nothing", { ...back, observed: observation(unit, "1", {}, undefined) }, "publish", undefined],
    ["not where nothing was put back", facts(), "publish", undefined],
    ["not where it is of the commit's inputs, too", facts({ published: { ...bad, inputs: h1 } }), "publish", undefined],
  ])("%s", (_, of, intent, made) => {
    expect(putBack(of, intent)).toBe(made);
  });

  test("what is built on it has a hash, and the plan says from what", () => {
    const base = makeUnit("base:release");
    const child = facts({ inputs: { hash: h3 } });
    const ofBase = { ...back, observed: observation(base), putBack: h1 };
    const made = plan("publish", [
      { unit: base, facts: ofBase, selected: true },
      { unit: { ...unit, base: base.name }, facts: child, selected: true },
    ]);
    expect(made.units[0]).toMatchObject({ decision: "leave", putBack: h1 });
    expect(made.units[1]).toMatchObject({ decision: "build", inputs: { hash: h3 } });
  });
});
