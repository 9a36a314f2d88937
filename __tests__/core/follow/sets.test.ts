import { expect, test } from "@jest/globals";
import { setsOf } from "../../../src/core/follow/sets.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { follows } from "../../support/follow-facts.ts";
import { makeUnit } from "../../support/units.ts";

const follower = (name: string, source: string, change: Partial<Unit> = {}, together = false) =>
  makeUnit(name, { follows: follows({ unit: source, ...(together ? { together: true as const } : {}) }), ...change });

test.each<[string, Unit[], Record<string, string>]>([
  [
    "a follower moves alone",
    [makeUnit("a:fresh"), makeUnit("b:fresh"), follower("a:stable", "a:fresh"), follower("b:stable", "b:fresh")],
    {},
  ],
  [
    "with `together` those of a stream move together",
    [follower("a:stable", "a:fresh", {}, true), follower("b:stable", "b:fresh"), follower("c:stable", "c:fresh", {}, true)],
    { "a:stable": "a:stable", "c:stable": "a:stable" },
  ],
  ["one alone is no set", [follower("a:stable", "a:fresh", {}, true), follower("b:canary", "b:fresh", {}, true)], {}],
  [
    "with `together` those of one variant move together, in whatever order it names its dimensions",
    [
      follower("a:24-el9-stable", "a:24-el9-fresh", { variant: { version: "24", os: "el9" } }, true),
      follower("b:24-el9-stable", "b:24-el9-fresh", { variant: { os: "el9", version: "24" } }, true),
      follower("a:25-el9-stable", "a:25-el9-fresh", { variant: { version: "25", os: "el9" } }, true),
      follower("b:25-el9-stable", "b:25-el9-fresh", { variant: { os: "el9", version: "25" } }, true),
      follower("c:el9-stable", "c:el9-fresh", { variant: { os: "el9" } }, true),
    ],
    {
      "a:24-el9-stable": "a:24-el9-stable",
      "b:24-el9-stable": "a:24-el9-stable",
      "a:25-el9-stable": "a:25-el9-stable",
      "b:25-el9-stable": "a:25-el9-stable",
    },
  ],
  [
    "a base and its child move together without a word, in each stream by itself",
    [
      makeUnit("base:fresh"),
      makeUnit("a:fresh", { base: "base:fresh" }),
      makeUnit("other:fresh"),
      follower("base:canary", "base:fresh"),
      follower("a:canary", "a:fresh"),
      follower("base:stable", "base:canary"), // a chain: the follower of a follower has the same build
      follower("a:stable", "a:canary"),
      follower("other:stable", "other:fresh"),
    ],
    { "base:canary": "base:canary", "a:canary": "base:canary", "base:stable": "base:stable", "a:stable": "base:stable" },
  ],
  [
    "and so do all bases of a child, and bases of bases, also over one that nothing follows",
    [
      makeUnit("ground:fresh"),
      makeUnit("base:fresh", { base: "ground:fresh" }),
      makeUnit("tools:fresh"),
      makeUnit("a:fresh", { base: "base:fresh", otherBases: [{ unit: "tools:fresh" }] }),
      follower("ground:stable", "ground:fresh"),
      follower("tools:stable", "tools:fresh"),
      follower("a:stable", "a:fresh"),
    ],
    { "ground:stable": "ground:stable", "tools:stable": "ground:stable", "a:stable": "ground:stable" },
  ],
  [
    "sets that share a follower are one",
    [
      makeUnit("base:fresh"),
      makeUnit("a:fresh", { base: "base:fresh" }),
      makeUnit("b:fresh"),
      follower("base:stable", "base:fresh"),
      follower("a:stable", "a:fresh", {}, true),
      follower("b:stable", "b:fresh", {}, true),
    ],
    { "base:stable": "base:stable", "a:stable": "base:stable", "b:stable": "base:stable" },
  ],
  ["units without followers have none", [makeUnit("base:fresh"), makeUnit("a:fresh", { base: "base:fresh" })], {}],
])("%s", (_, units, expected) => {
  expect(Object.fromEntries(setsOf(units))).toEqual(expected);
});
