import { describe, expect, test } from "@jest/globals";
import type { Intent } from "../../../../src/core/events/intent.ts";
import type { Digest } from "../../../../src/core/lib/digest.ts";
import type { Gathered } from "../../../../src/core/plan/assemble.ts";
import type { UnitFacts } from "../../../../src/core/plan/decide/facts.ts";
import type { Candidate } from "../../../../src/core/plan/decide/promotion.ts";
import { printPlan, readPlan } from "../../../../src/core/plan/plan-document.ts";
import { mayMove } from "../../../../src/core/tags/inputs.ts";
import type { Unit } from "../../../../src/core/unit/unit.ts";
import { planOf } from "../../../support/decisions.ts";
import { makeDigest, makeUnit, timestamp } from "../../../support/units.ts";

const [h1, h2, t1, t2] = ["1", "2", "3", "4"].map((digit) => digit.repeat(64)) as [string, string, string, string];
const monday = { timestamp: timestamp("20261116-0617"), sequence: 0 };
const day = 86_400_000;
const base = makeUnit("base:release");
const child = makeUnit("squid:release", { base: "base:release" });
const [published, tested] = [makeDigest("published"), makeDigest("tested")];

/** A unit that is published, whose inputs have changed since. */
function changed(unit: Unit, change: Partial<UnitFacts> = {}): UnitFacts {
  const destinations = unit.destinations.map((destination) => ({
    ...destination,
    stamps: [monday],
    rollbacks: [],
    tags: new Map([
      ["release-20261116-0617", published],
      ["release", published],
    ]),
    digests: new Set([published]),
  }));
  const current = { stamp: monday, digest: published, annotations: { inputs: h2, run: "1" } };
  return {
    inputs: { hash: h1 },
    tests: t1,
    before: { inputs: { hash: h2 }, tests: t1 },
    observed: { destinations, current },
    published: { stamp: monday, digest: published, inputs: h2 },
    ...change,
  };
}

const candidate = (change: Partial<Candidate["annotations"]> = {}, images: Digest[] = []): Candidate => ({
  digest: tested,
  annotations: { inputs: h1, tests: t1, built: timestamp("20261121-0600"), pullRequest: 123, ...change },
  platforms: [
    {
      platform: "linux/amd64",
      images: images.map((digest) => ({ reference: `one.example.org/osg/base@${digest}`, digest, pinned: true })),
    },
  ],
});

function plan(intent: Intent, units: [Unit, UnitFacts][], promotion: Gathered["promotion"] = { maxAge: 7 * day }) {
  return planOf({
    intent,
    event: "push",
    repository: "osg/images",
    commit: "c".repeat(40),
    revision: "c".repeat(40),
    branch: "main",
    now: timestamp("20261123-0617"),
    promotion,
    run: { id: "77", attempt: 1 },
    ...(intent === "candidate" ? { pullRequest: 267 } : {}),
    units: units.map(([unit, facts]) => ({ unit, facts, selected: true })),
    notes: [],
  });
}

const publishedTags = ["release-20261123-0617", "release"];
const candidateTags = ["rc.release.111111111111", "rc.release.pr-267"];

describe("one unit", () => {
  const moved = {
    ...candidate(),
    platforms: [
      {
        platform: "linux/amd64",
        images: [{ reference: "docker.io/library/almalinux:9", digest: tested, pinned: false, now: published }],
      },
    ],
  };
  test.each<[string, Intent, Partial<UnitFacts>, string, string, string[]]>([
    ["promoted", "publish", { candidate: candidate() }, "promote", "tested in #123, 2 days old", publishedTags],
    [
      "of a merge queue",
      "publish",
      { candidate: { ...candidate(), annotations: { inputs: h1, tests: t1, built: timestamp("20261123-0600") } } },
      "promote",
      "tested in a merge queue, under an hour old",
      publishedTags,
    ],
    [
      "tests changed",
      "publish",
      { candidate: candidate(), tests: t2 },
      "test",
      "its tests changed; retesting the candidate built in #123",
      publishedTags,
    ],
    [
      "a base moved",
      "publish",
      { candidate: moved },
      "build",
      "changed since 20261116-0617; base moved: docker.io/library/almalinux:9 sha256:74657374 → sha256:7075626c",
      publishedTags,
    ],
    [
      "too old, and tests changed",
      "publish",
      { candidate: candidate({ built: timestamp("20261101-0000") }), tests: t2 },
      "build",
      "changed since 20261116-0617; its tests have changed; its candidate is 22 days old; promotion.max-age is 7 days; 20261116-0617 was published after its candidate was built at 20261101-0000",
      publishedTags,
    ],
    [
      "no candidate",
      "publish",
      { candidate: "none" },
      "build",
      "changed since 20261116-0617; it has no candidate",
      publishedTags,
    ],
    ["no candidate was looked for", "publish", {}, "build", "changed since 20261116-0617", publishedTags],
    ["a rebuild promotes nothing", "rebuild", { candidate: candidate() }, "build", "rebuild requested", publishedTags],
    [
      "up to date: the candidate does not matter",
      "publish",
      { candidate: candidate(), inputs: { hash: h2 } },
      "leave",
      "up to date",
      [],
    ],
    ["tested already", "candidate", { candidate: candidate() }, "reuse", "tested in #123, 2 days old", candidateTags],
    [
      "the candidate's tests changed",
      "candidate",
      { candidate: candidate(), tests: t2 },
      "test",
      "its tests changed; retesting the candidate built in #123",
      candidateTags,
    ],
    [
      "a candidate that cannot be used again",
      "candidate",
      { candidate: moved },
      "build",
      "changed; base moved: docker.io/library/almalinux:9 sha256:74657374 → sha256:7075626c",
      candidateTags,
    ],
    ["the first candidate", "candidate", { candidate: "none" }, "build", "changed", candidateTags],
    ["an untrusted change uses none", "check", { candidate: candidate() }, "build", "changed", []],
  ])("%s (%s)", (_, intent, facts, decision, reason, tags) => {
    const made = plan(intent, [[base, changed(base, facts)]]);
    expect(made.units[0]).toMatchObject({ decision, reason, tags });
    expect(made.jobs).toHaveLength(["build", "test"].includes(decision) ? 1 : 0);
    expect(readPlan(printPlan(made))).toEqual(made);
  });

  test("promotion: never", () => {
    const facts = changed(base, { candidate: candidate() });
    expect(plan("publish", [[base, facts]], "never").units[0]).toMatchObject({
      decision: "build",
      reason: "changed since 20261116-0617; promotion: never",
    });
    expect(plan("candidate", [[base, facts]], "never").units[0]).toMatchObject({ decision: "build", reason: "changed" });
  });

  test("the plan has the conditions, whether they hold or not", () => {
    const { candidate: planned } = plan("publish", [[base, changed(base, { candidate: candidate(), tests: t2 })]]).units[0] ?? {};
    expect(planned).toMatchObject({ digest: tested, pullRequest: 123 });
    expect(planned?.conditions.map(({ name, holds }) => [name, holds])).toEqual([
      ["same-inputs", true],
      ["same-tests", false],
      ["bases-current", true],
      ["fresh", true],
      ["not-behind", true],
      ["not-yanked", true],
      ["base", true],
    ]);
  });
});

describe("a base's verdict carries to its children", () => {
  const other = makeDigest("other");
  const good = changed(base, { candidate: candidate() });
  test.each<[string, UnitFacts, Digest[], [string, string]]>([
    ["both promoted", good, [tested], ["promote", "promote"]],
    ["the child's candidate is on another base", good, [other], ["promote", "build"]],
    ["the base is built: so is the child", changed(base, { candidate: "none" }), [tested], ["build", "build"]],
    ["the base is left as it is", changed(base, { inputs: { hash: h2 } }), [published], ["leave", "promote"]],
    ["the base's candidate is tested again", changed(base, { candidate: candidate(), tests: t2 }), [tested], ["test", "promote"]],
  ])("%s", (_, facts, images, decisions) => {
    const { units } = plan("publish", [
      [base, facts],
      [child, changed(child, { candidate: candidate({}, images) })],
    ]);
    expect(units.map(({ decision }) => decision)).toEqual(decisions);
  });

  test("the first publication of a base: what is built on it is built on its candidate, like its other children", () => {
    const unpublished = (unit: Unit, more: Partial<UnitFacts>): UnitFacts => {
      const destinations = unit.destinations.map((destination) => ({
        ...destination,
        stamps: [],
        rollbacks: [],
        tags: new Map<string, Digest>(),
        digests: new Set<Digest>(),
      }));
      return changed(unit, { observed: { destinations }, ...more });
    };
    const sibling = makeUnit("xcache:release", { base: "base:release" });
    const { units } = plan("publish", [
      [base, unpublished(base, { candidate: candidate() })],
      [child, unpublished(child, { candidate: candidate({}, [tested]) })],
      [sibling, unpublished(sibling, { candidate: "none" })],
    ]);
    expect(units.map(({ decision }) => decision)).toEqual(["promote", "promote", "build"]);
    expect(units[2]?.reason).toMatch(/, on base:release$/);
  });
});

describe("the tag by inputs hash moves only to a newer tested build of the same inputs", () => {
  const [older, newer] = [timestamp("20261121-0600"), timestamp("20261122-0600")];
  test.each([
    ["nothing there", undefined, true],
    ["an older build", { inputs: h1, built: older }, true],
    ["as old", { inputs: h1, built: newer }, true],
    ["a newer build", { inputs: h1, built: timestamp("20261123-0000") }, false],
    ["other inputs", { inputs: h2, built: timestamp("20261123-0000") }, true],
    ["it does not say when it was built", { inputs: h1 }, true],
    ["it says nothing", {}, true],
  ])("%s", (_, shown, moves) => expect(mayMove(shown, { inputs: h1, built: newer }, h1)).toBe(moves));

  test("what was tested has other inputs, or says nothing of them: never", () => {
    expect(mayMove(undefined, { inputs: h2, built: newer }, h1)).toBe(false);
    expect(mayMove({ inputs: h1, built: older }, { built: newer }, h1)).toBe(false);
  });

  test("what was tested does not say when it was built", () => {
    expect(mayMove({ inputs: h1, built: older }, { inputs: h1 }, h1)).toBe(false);
  });
});
