import { describe, expect, test } from "@jest/globals";
import { bakeDefinition } from "../../../src/core/build/bake.ts";
import { cacheAccess, cacheAge } from "../../../src/core/build/cache.ts";
import { intents } from "../../../src/core/events/capabilities.ts";
import type { Intent } from "../../../src/core/events/intent.ts";
import { inputsHash } from "../../../src/core/inputs/inputs-hash.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const { build } = makeUnit("squid:release");
const cached = (change: Partial<PlannedUnit> = {}) =>
  makePlannedUnit("squid:release", { build: { ...build, cache: true }, ...change });

describe("the access of a run to a unit's cache", () => {
  const place = { repository: "one.example.org/osg/squid", tag: "cache.release" };

  test.each<[Intent, { reads: boolean; writes: boolean } | undefined]>([
    ["rebuild", { reads: false, writes: true }],
    ["publish", { reads: true, writes: true }],
    ["candidate", { reads: true, writes: false }],
    ["check", { reads: true, writes: false }],
    ["version", { reads: true, writes: false }],
    ["release", { reads: true, writes: false }], // this unit is not part of it
    ["local", undefined],
  ])("%s", (intent, access) => {
    expect(cacheAccess(makePlan([], { intent }), cached())).toEqual(access && { ...place, ...access });
  });

  test.each<[PlannedUnit["purposes"], boolean]>([
    [["publish"], true],
    [["publish", "versions"], true],
    [["versions"], false],
  ])("in the run of a git tag, a unit built for %j writes it: %s", (purposes, writes) => {
    const unit = cached(purposes ? { purposes } : {});
    expect(cacheAccess(makePlan([], { intent: "release" }), unit)).toMatchObject({ reads: true, writes });
  });

  test.each<[Intent, { reads: boolean; writes: boolean } | undefined]>([
    ["publish", { reads: false, writes: true }],
    ["version", undefined],
    ["candidate", { reads: true, writes: false }],
    ["check", { reads: true, writes: false }],
  ])("with `promotion: never`, no build that is published reads one: %s", (intent, access) => {
    expect(cacheAccess(makePlan([], { intent, promotion: "never" }), cached())).toEqual(access && { ...place, ...access });
  });

  test("there is none without the key, whatever the run is", () => {
    for (const intent of intents) expect(cacheAccess(makePlan([], { intent }), makePlannedUnit("squid:release"))).toBeUndefined();
  });

  test("each platform has its own where the others are built elsewhere", () => {
    expect(cacheAccess(makePlan([]), cached(), "linux/arm64")).toMatchObject({ tag: "cache.release.linux-arm64" });
  });

  test("candidates elsewhere read the destination's, where the stream's builds write it", () => {
    const plan = makePlan([], { intent: "candidate" });
    expect(cacheAccess(plan, cached({ candidates: "two.example.org/dev" }))).toMatchObject(place);
  });
});

test("a cache is no input: switching it on builds nothing again", () => {
  const facts = { context: { hash: "c1" }, dockerfile: { hash: "d1" }, contexts: {} };
  const hashOf = (unit: PlannedUnit) => inputsHash(unit, facts, new Map(), (text) => text);
  expect(hashOf(cached())).toEqual(hashOf(makePlannedUnit("squid:release")));
});

describe("the age of a cache", () => {
  const bytes = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
  const plan = makePlan([]); // of 2026-11-23, 06:17; a candidate may be 7 days old
  /** As BuildKit writes it: only steps have a time, images that builds begin with have none. */
  const withSteps = (...steps: string[]) => ({
    layers: [],
    records: [{ digest: makeDigest("from") }, ...steps.map((createdAt) => ({ layers: [{ layer: 0, createdAt }] }))],
  });

  test.each([
    ["written now", withSteps("2026-11-23T06:18:11.188108315Z")],
    ["as old as a candidate may be", withSteps("2026-11-22T06:17:00Z", "2026-11-16T06:17:00Z")],
  ])("one %s is read", (_, config) => expect(cacheAge(plan, bytes(config))).toHaveProperty("oldest"));

  test.each([
    [
      "with one step that merges took over for weeks",
      withSteps("2026-11-22T06:17:00Z", "2026-11-01T06:17:00Z"),
      "its oldest step is 22 days old; the limit is 7 days",
    ],
    ["without a step", withSteps(), "it does not say when its steps ran"],
    ["with a step of no time", withSteps("2026-11-22T06:17:00Z", "once"), "it does not say when its steps ran"],
    ["that is an image's configuration", { architecture: "amd64", rootfs: {} }, "it does not say when its steps ran"],
    ["that is no JSON", "{not json", "it does not say when its steps ran"],
  ])("one %s is not", (_, config, fault) => expect(cacheAge(plan, bytes(config))).toEqual({ fault }));

  test("the limit is promotion's own; without promotion, a week", () => {
    const age = (promotion: typeof plan.promotion) => cacheAge({ ...plan, promotion }, bytes(withSteps("2026-11-20T06:17:00Z")));
    expect(age({ maxAge: 86_400_000 })).toEqual({ fault: "its oldest step is 3 days old; the limit is 1 day" });
    expect(age("never")).toEqual({ oldest: "3 days" });
  });
});

describe("the bake file", () => {
  const unit = cached();
  const targetOf = (...cache: Parameters<typeof bakeDefinition>[4][]) =>
    bakeDefinition(makePlan([unit]), unit, [], undefined, ...cache).definition.target["unit"];
  const to = {
    type: "registry",
    ref: "one.example.org/osg/squid:cache.release",
    mode: "max",
    "image-manifest": "true",
    "oci-mediatypes": "true",
    "ignore-error": "true",
  };
  const from = `one.example.org/osg/squid@${makeDigest("cache")}`;

  test("without a cache is the same as ever, with or without the key", () => {
    const bare = makePlannedUnit("squid:release");
    expect(targetOf()).toEqual(bakeDefinition(makePlan([bare]), bare).definition.target["unit"]);
    expect(targetOf()).toHaveProperty("no-cache", true);
  });

  test("writes a cache, and reads none", () => {
    expect(targetOf({ to: to.ref })).toEqual({ ...targetOf(), "cache-to": [to] });
  });

  test("reads a cache: only `no-cache` goes, and bases are resolved again all the same", () => {
    const { "no-cache": _, ...others } = targetOf() ?? {};
    expect(targetOf({ from })).toEqual({ ...others, "cache-from": [{ type: "registry", ref: from }] });
    expect(targetOf({ from })).toHaveProperty("pull", true);
  });

  test("reads and writes", () => {
    expect(targetOf({ from, to: to.ref })).toMatchObject({ "cache-from": [{ ref: from }], "cache-to": [to] });
  });
});
