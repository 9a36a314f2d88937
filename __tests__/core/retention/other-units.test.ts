import { describe, expect, test } from "@jest/globals";
import type { RetentionFacts, RetentionUnit } from "../../../src/core/retention/facts.ts";
import {
  day,
  factsOf,
  goneFrom,
  images,
  planAll,
  policyOf,
  published,
  reasonsFor,
  type Tags,
  unitWith,
} from "../../support/retention/facts.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const newest = ["20261122-0617", "20261123-0617"];
const rules = { all: 90 * day };

function planOf(units: readonly RetentionUnit[], change: Partial<RetentionFacts> = {}) {
  return planAll(factsOf(units, change), policyOf(rules, units));
}

describe("followers", () => {
  const fresh = makeUnit("squid:fresh");
  const follows = {
    unit: "squid:fresh",
    repository: "one.example.org/osg/squid",
    soak: 7 * day,
    shown: day,
    verdict: "optional" as const,
  };
  const stable = makeUnit("squid:stable", { follows });
  const source = published(["20250101-0000", "20250201-0000", "20250301-0000", ...newest], {}, fresh);

  test("what they show, and everything newer, stays in their source", () => {
    const plan = planOf([source, unitWith(stable, { "stable-20250210-0000": "20250201-0000", stable: "20250201-0000" })]);
    expect(goneFrom(plan, "squid:fresh")).toEqual(["20250101-0000"]);
    expect(reasonsFor(plan, "20250301-0000", "squid:fresh")).toEqual(["not older than what squid:stable shows"]);
  });

  test("an image that its source published again later counts from when the follower took it", () => {
    const again = unitWith(fresh, {
      "fresh-20250101-0000": "older",
      "fresh-20250201-0000": "shown",
      "fresh-20250301-0000": "not taken yet",
      "fresh-20250401-0000": "shown",
      "fresh-20261123-0617": "newest",
      fresh: "newest",
    });
    const plan = planOf([again, unitWith(stable, { "stable-20250210-0000": "shown", stable: "shown" })]);
    expect(goneFrom(plan, "squid:fresh")).toEqual(["20250101-0000"]);
  });

  test("what an optional registry alone has of its source does not count", () => {
    const twice = {
      ...fresh,
      destinations: [...fresh.destinations, { repository: "two.example.org/osg/squid", required: false }],
    };
    const first = {
      "fresh-20250101-0000": "older",
      "fresh-20250201-0000": "shown",
      "fresh-20250301-0000": "not taken yet",
      "fresh-20261122-0617": "previous",
      "fresh-20261123-0617": "newest",
      fresh: "newest",
    };
    const places = [first, { ...first, "fresh-20250401-0000": "shown" }];
    const plan = planOf([unitWith(twice, ...places), unitWith(stable, { "stable-20250510-0000": "shown", stable: "shown" })]);
    expect(goneFrom(plan, "squid:fresh")).toEqual(["20250101-0000"]);
  });

  test("everything stays for one that shows nothing yet", () => {
    expect(goneFrom(planOf([source, unitWith(stable, {})]), "squid:fresh")).toEqual([]);
  });

  test("a follower of a follower counts", () => {
    const last = makeUnit("squid:lts", { follows: { ...follows, unit: "squid:stable" } });
    const plan = planOf([
      source,
      unitWith(stable, {
        "stable-20250210-0000": "20250201-0000",
        "stable-20261123-0617": "20261122-0617",
        stable: "20261122-0617",
      }),
      unitWith(last, { "lts-20250301-0000": "20250201-0000", lts: "20250201-0000" }),
    ]);
    expect(goneFrom(plan, "squid:fresh")).toEqual(["20250101-0000"]);
    expect(goneFrom(plan, "squid:stable")).toEqual([]);
  });

  test("what its source no longer has counts from the follower's own publication", () => {
    const plan = planOf([source, unitWith(stable, { "stable-20250210-0000": "gone", stable: "gone" })]);
    expect(goneFrom(plan, "squid:fresh")).toEqual(["20250101-0000", "20250201-0000"]);
  });

  test("that publication stays, also if it is a rollback: else the next run would count from a later one", () => {
    const destinations = ["one", "two"].map((host) => ({ repository: `${host}.example.org/osg/squid`, required: true }));
    const rollbacks = ["20250210-0000", "20250310-0000"].flatMap((stamp) => [`stable-${stamp}`, `rb.stable-${stamp}`]);
    const own = Object.fromEntries(rollbacks.map((tag) => [tag, "gone"]));
    const last = { "stable-20261122-0617": "20261122-0617", "stable-20261123-0617": "20261123-0617" };
    const lagging = unitWith(
      { ...stable, destinations },
      { ...own, ...last, stable: "20261123-0617" },
      { ...own, stable: "gone" },
    );
    const plan = planOf([source, lagging]);
    expect(reasonsFor(plan, "20250210-0000", "squid:stable")).toEqual(["its source no longer has the image"]);
    expect(goneFrom(plan, "squid:fresh")).toEqual(["20250101-0000", "20250201-0000"]);
  });
});

describe("bases", () => {
  const base = published(["20250101-0000", "20250201-0000", ...newest], {}, makeUnit("base:release"));
  const child = (tags: Tags): RetentionUnit => unitWith(makeUnit("app:release", { base: "base:release" }), tags);
  const built = images({ "app 1": { bases: [makeDigest("20250101-0000")] }, "app 2": { bases: [makeDigest("20250201-0000")] } });

  test("what a kept publication was built on stays, and what one that goes was built on, does not", () => {
    const units = [
      base,
      child({
        "release-20250102-0000": "app 1",
        "release-20250202-0000": "app 2",
        "release-20261123-0617": "app 3",
        release: "app 3",
      }),
    ];
    const plan = planOf(units, { images: built });
    expect(goneFrom(plan, "app:release")).toEqual(["20250102-0000"]);
    expect(goneFrom(plan, "base:release")).toEqual(["20250101-0000"]);
    expect(reasonsFor(plan, "20250201-0000", "base:release")).toEqual(["base of app:release 20250202-0000"]);
  });

  test("also what that was built on", () => {
    const middle = unitWith(makeUnit("middle:release"), {
      "release-20250102-0000": "app 1",
      "release-20261122-0617": "m",
      "release-20261123-0617": "n",
      release: "n",
    });
    const top = unitWith(makeUnit("top:release"), { "release-20250103-0000": "top", release: "top" });
    const plan = planOf([base, middle, top], {
      images: images({ "app 1": { bases: [makeDigest("20250101-0000")] }, top: { bases: [makeDigest("app 1")] } }),
    });
    expect(goneFrom(plan, "middle:release")).toEqual([]);
    expect(goneFrom(plan, "base:release")).toEqual(["20250201-0000"]);
  });

  test("units without rules, and units that are not selected, need theirs", () => {
    const units = [
      base,
      child({
        "release-20250102-0000": "app 1",
        "release-20261122-0617": "x",
        "release-20261123-0617": "app 3",
        release: "app 3",
      }),
    ];
    const facts = factsOf(units, { images: built });
    const without = planAll(facts, policyOf(rules, [base]));
    expect(goneFrom(without, "base:release")).toEqual(["20250201-0000"]);
    expect(goneFrom(without, "app:release")).toEqual([]);
    const selected = planAll(facts, policyOf(rules, units), { selected: new Set(["base:release"]) });
    expect(goneFrom(selected, "base:release")).toEqual(["20250201-0000"]);
    expect(selected.units.map(({ unit }) => unit)).toEqual(["base:release"]);
  });

  test("a unit that is refused needs theirs", () => {
    const tags = {
      "release-20250102-0000": "app 1",
      "release-20250103-0000": "b",
      "release-20250104-0000": "c",
      "release-20261122-0617": "x",
    };
    const units = [base, child({ ...tags, "release-20261123-0617": "app 3", release: "app 3" })];
    const plan = planAll(factsOf(units, { images: built }), policyOf(rules, units), { accept: false });
    expect(plan.units.map(({ refused }) => refused)).toEqual([undefined, "3 of 5 publications would go, more than half"]);
    expect(goneFrom(plan, "base:release")).toEqual(["20250201-0000"]);
  });
});
