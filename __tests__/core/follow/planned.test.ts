import { describe, expect, test } from "@jest/globals";
import * as v from "valibot";
import { choose } from "../../../src/core/follow/choose.ts";
import type { FollowFacts } from "../../../src/core/follow/facts.ts";
import { type PlannedState, plannedFollow } from "../../../src/core/follow/planned.ts";
import { plannedFollowSchema } from "../../../src/core/follow/planned-follow.ts";
import { type FollowerState, staleWords } from "../../../src/core/follow/stale.ts";
import { day, factsAt, last, published, verdict } from "../../support/follow-facts.ts";
import { makeDigest } from "../../support/units.ts";

const tests = "a".repeat(64);
const all = ["20261109-0617 a", "20261116-0617 b", "20261121-0617 c"];

function plannedOf(facts: FollowFacts, state: Partial<PlannedState> = {}) {
  const planned = plannedFollow(choose(facts), facts, { tests, ...state });
  expect(v.parse(plannedFollowSchema, planned)).toEqual(planned);
  return planned;
}

test("a plan says what a follower shows, takes and waits for", () => {
  const facts = factsAt("20261123-0617", all, {
    last: last("20261109-0617 a"),
    verdicts: [verdict("octo good b"), verdict("kim good b"), verdict("octo good b")],
  });
  const { next, ...planned } = plannedOf(facts, { set: "squid:stable" });
  expect(planned).toEqual({
    shows: published("20261109-0617 a"),
    takes: published("20261116-0617 b"),
    retest: true,
    set: "squid:stable",
    verifiedBy: ["kim", "octo"],
  });
  expect(next).toEqual({
    ...published("20261121-0617 c"),
    at: "20261128-0617",
    waitingFor: ["soaked"],
    conditions: choose(facts).next?.conditions,
  });
});

test("a follower that has and gets nothing has nothing to say", () => {
  expect(plannedOf(factsAt("20261123-0617", []))).toEqual({});
});

test.each([
  [tests, undefined],
  ["b".repeat(64), true],
  [undefined, true],
])("tests %p of the image", (own, retest) => {
  const publication = { ...published("20261116-0617 b"), ...(own === undefined ? {} : { tests: own }) };
  expect(plannedOf({ ...factsAt("20261123-0617", []), publications: [publication] }).retest).toBe(retest);
});

test("what nobody takes is not tested again", () => {
  expect(plannedOf(factsAt("20261116-0617", ["20261116-0617 b"])).retest).toBeUndefined();
});

test("an advance is told with what it waived", () => {
  const facts = factsAt("20261122-0617", all, { last: last("20261116-0617 b"), advance: { by: "octo", reason: "CVE-2026-1" } });
  expect(plannedOf(facts)).toMatchObject({
    takes: published("20261121-0617 c"),
    advanced: { by: "octo", reason: "CVE-2026-1", waived: ["soaked"] },
  });
  expect(plannedOf(facts).next).toBeUndefined();
});

describe("what it shows must not be used", () => {
  const bad = { last: last("20261109-0617 a"), verdicts: [verdict("kim bad a")] };
  const words = "bad verdict of kim: crashes at start";
  test.each<[string, FollowFacts, Partial<PlannedState>, string | undefined]>([
    ["and nothing comes in its place", factsAt("20261116-0617", all.slice(0, 2), bad), {}, words],
    ["until the run replaces it", factsAt("20261123-0617", all, bad), {}, words],
    ["and a hold keeps the run from replacing it", factsAt("20261123-0617", all, bad), { heldBy: 12 }, words],
    ["but it was rolled back already", factsAt("20261116-0617", all.slice(0, 2), bad), { shown: makeDigest("z") }, undefined],
    ["and was not", factsAt("20261116-0617", all.slice(0, 2), bad), { shown: makeDigest("a") }, words],
    [
      "and it was rolled back to it",
      factsAt("20261116-0617", all.slice(1, 2), { ...bad, last: last("20261116-0617 b") }),
      { shown: makeDigest("a") },
      words,
    ],
  ])("%s", (_, facts, state, expected) => {
    expect(plannedOf(facts, state).withdrawn).toBe(expected);
  });
});

describe("a follower is stale", () => {
  const shows = { last: last("20261109-0617 a") };
  test.each<[string, string, string[], Partial<FollowFacts>, FollowerState, string | undefined]>([
    ["not at twice its soak and the week of a rebuild", "20261207-0617", ["20261109-0617 a"], shows, {}, undefined],
    [
      "a minute later",
      "20261207-0618",
      ["20261109-0617 a"],
      shows,
      {},
      "28 d old (limit 28 d), squid:fresh published nothing newer",
    ],
    ["later, if rebuilds are rarer", "20261221-0617", ["20261109-0617 a"], shows, { every: 14 * day }, undefined],
    [
      "and something keeps it",
      "20261210-0617",
      ["20261109-0617 a", "20261208-0617 b"],
      shows,
      {},
      "31 d old (limit 28 d), 20261208-0617 waits for soak (2 d of 7 d)",
    ],
    [
      "and something withdrawn is all there is",
      "20261210-0617",
      ["20261109-0617 a", "20261116-0617 b", "20261117-0617 a rollback"],
      shows,
      {},
      "31 d old (limit 28 d), 20261116-0617 is kept out: rolled back by 20261117-0617",
    ],
    [
      "and a hold keeps it",
      "20261210-0617",
      ["20261109-0617 a", "20261201-0617 b"],
      shows,
      { heldBy: 12 },
      "31 d old (limit 28 d), held by #12",
    ],
    ["not if the run replaces it", "20261210-0617", ["20261109-0617 a", "20261201-0617 b"], shows, {}, undefined],
    [
      "though the run replaces it, by what is too old as well",
      "20270110-0617",
      ["20261109-0617 a", "20261201-0617 b"],
      shows,
      {},
      "40 d old (limit 28 d), squid:fresh published nothing newer",
    ],
    [
      "and nobody can ask",
      "20261210-0617",
      [],
      { ...shows, unknown: "one.example.org did not answer" },
      {},
      "31 d old (limit 28 d), one.example.org did not answer",
    ],
    ["not, if it has nothing yet", "20271210-0617", [], {}, {}, undefined],
  ])("%s", (_, now, publications, change, state, expected) => {
    const facts = factsAt(now, publications, change);
    expect(staleWords(facts, choose(facts), state)).toBe(expected);
    if (!("unknown" in change)) expect(plannedOf(facts, state).stale).toBe(expected);
  });
});
