import { describe, expect, test } from "@jest/globals";
import { bakeDefinition } from "../../../src/core/build/bake.ts";
import { cacheAccess, cacheFault } from "../../../src/core/build/cache.ts";
import { intents } from "../../../src/core/events/capabilities.ts";
import type { Intent } from "../../../src/core/events/intent.ts";
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

  test("there is none without the key, whatever the run is", () => {
    for (const intent of intents) expect(cacheAccess({ intent }, makePlannedUnit("squid:release"))).toBeUndefined();
  });

  test("each platform has its own where the others are built elsewhere", () => {
    expect(cacheAccess(makePlan([]), cached(), "linux/arm64")).toMatchObject({ tag: "cache.release.linux-arm64" });
  });

  test("candidates elsewhere read the destination's, where the stream's builds write it", () => {
    const plan = makePlan([], { intent: "candidate" });
    expect(cacheAccess(plan, cached({ candidates: "two.example.org/dev" }))).toMatchObject(place);
  });
});

describe("what the tag of a cache shows", () => {
  const bytes = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
  const config = { mediaType: "application/vnd.buildkit.cacheconfig.v0" };
  const layer = (createdAt: string) => ({ annotations: { "buildkit/createdat": createdAt } });
  const plan = makePlan([]); // of 2026-11-23, 06:17; a candidate may be 7 days old

  test.each([
    ["written now", [layer("2026-11-23T06:18:11.188108315Z")]],
    ["as old as a candidate may be", [layer("2026-11-16T06:17:00Z")]],
    ["with an old base, too", [layer("2020-01-01T00:00:00Z"), {}, layer("2026-11-22T00:00:00Z")]],
  ])("a cache %s is read", (_, layers) => expect(cacheFault(plan, bytes({ config, layers }))).toBeUndefined());

  test.each([
    ["an image", { config: { mediaType: "application/vnd.oci.image.config.v1+json" }, layers: [] }, "it is no build cache"],
    ["an index", { manifests: [] }, "it is no build cache"],
    ["no JSON", "{not json", "it is no build cache"],
    ["a cache without a date", { config, layers: [{}, layer("once")] }, "it does not say when it was written"],
    [
      "a cache that stayed for weeks",
      { config, layers: [layer("2026-11-01T06:17:00Z")] },
      "it is 22 days old, and may be 7 days old",
    ],
  ])("%s is not", (_, manifest, fault) => expect(cacheFault(plan, bytes(manifest))).toBe(fault));

  test("the limit is promotion's own; without promotion, a week", () => {
    const fault = (promotion: typeof plan.promotion) =>
      cacheFault({ ...plan, promotion }, bytes({ config, layers: [layer("2026-11-20T06:17:00Z")] }));
    expect(fault({ maxAge: 86_400_000 })).toBe("it is 3 days old, and may be 1 day old");
    expect(fault("never")).toBeUndefined();
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
