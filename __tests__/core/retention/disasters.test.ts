import { describe, expect, test } from "@jest/globals";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { applied } from "../../support/retention/apply.ts";
import {
  day,
  factsOf,
  goneFrom,
  keptIn,
  planAll,
  policyOf,
  published,
  release,
  type Tags,
  unitWith,
} from "../../support/retention/facts.ts";
import { makeDigest, makeUnit, timestamp } from "../../support/units.ts";

const old = ["20250101-0000", "20250201-0000", "20250301-0000", "20250401-0000"];
const newest = ["20261122-0617", "20261123-0617"];
const rules = { all: 90 * day };

describe("disasters of other tools", () => {
  test("a digest that a file pins outlives any number of newer images", () => {
    const many = Array.from(
      { length: 100 },
      (_, index) => `202611${String(1 + (index % 22)).padStart(2, "0")}-${String(index).padStart(4, "0")}`,
    ).filter((stamp) => Number(stamp.slice(-2)) < 60);
    const units = [published(["20261001-0000", ...many])];
    const pins = [{ digest: makeDigest("20261001-0000"), by: "octo-org/k8s clusters/river/squid.yaml:12" }];
    const plan = planAll(factsOf(units, { pins }), policyOf({ last: 1 }, units));
    expect(keptIn(plan)).toContain("20261001-0000");
    expect(goneFrom(plan).length).toBeGreaterThan(50);
  });

  test("an image that was promoted by a tag counts from that tag's stamp, not from when it was pushed", () => {
    const tags = {
      "release-20261101-0000": "pushed long ago",
      "release-20261122-0617": "x",
      "release-20261123-0617": "y",
      release: "y",
    };
    const units = [unitWith(release(), tags)];
    const images = new Map([[makeDigest("pushed long ago"), { built: timestamp("20240101-0000"), bases: [] }]]);
    expect(goneFrom(planAll(factsOf(units, { images }), policyOf(rules, units)))).toEqual([]);
  });

  test("a matrix value without effect: one image of two units goes where nothing needs it, and only its own tags", () => {
    const tags = (stream: string): Tags => ({
      [`${stream}-20250101-0000`]: "same",
      [`${stream}-20261122-0617`]: "x",
      [`${stream}-20261123-0617`]: "y",
      [stream]: "y",
    });
    const units = [unitWith(makeUnit("squid:el9"), tags("el9")), unitWith(makeUnit("squid:el10"), tags("el10"))];
    const plan = planAll(factsOf(units), policyOf(rules, [unitWith(makeUnit("squid:el9"))]));
    expect(goneFrom(plan, "squid:el9")).toEqual(["20250101-0000"]);
    expect(plan.units[0]?.publications.at(-1)?.tags.map(({ tag }) => tag)).toEqual(["el9-20250101-0000"]);
    expect(goneFrom(plan, "squid:el10")).toEqual([]);
    expect(plan.protected.filter(({ digest }) => digest === makeDigest("same"))).toEqual([
      { repository: "one.example.org/osg/squid", digest: makeDigest("same"), tags: ["el10-20250101-0000"] },
    ]);
  });

  test("a rule that matches nothing is told, and so is a pin that names nothing", () => {
    const units = [published([])];
    const pins = [{ tag: { repository: "one.example.org/osg/squid", tag: "release-20250101-0000" }, by: "squid.yaml:12" }];
    const plan = planAll(factsOf(units, { pins }), policyOf({ ...rules, protect: ["x-*"] }, units));
    expect(plan.notes).toEqual([
      "squid:release has rules, but no publications",
      '`protect`: no publication has a tag that matches "x-*"',
      "no registry has one.example.org/osg/squid:release-20250101-0000, which squid.yaml:12 names",
    ]);
  });

  test("what could not be read may have what rules and pins name: nothing is told of them", () => {
    const units = [published([])];
    const pins = [{ tag: { repository: "one.example.org/osg/squid", tag: "release-20250101-0000" }, by: "squid.yaml:12" }];
    const unknown = ["Could not read the tags of one.example.org/osg/squid: it is down."];
    const plan = planAll(factsOf(units, { pins, unknown }), policyOf({ ...rules, protect: ["x-*"] }, units));
    expect(plan.notes).toEqual([]);
  });

  test("a tag that many lines name and no registry has is told once", () => {
    const units = [published(newest)];
    const tag = { repository: "one.example.org/osg/squid", tag: "release-20250101-0000" };
    const pins = ["a", "b", "c", "d"].map((file) => ({ tag, by: `octo-org/k8s ${file}.yaml:1` }));
    const plan = planAll(factsOf(units, { pins }), policyOf(rules, units));
    expect(plan.notes).toEqual([
      "no registry has one.example.org/osg/squid:release-20250101-0000, which octo-org/k8s a.yaml:1, octo-org/k8s b.yaml:1 … and 2 more name",
    ]);
  });

  test("what only one unit's glob matches is no news for another one, nor is a unit that has versions alone", () => {
    const units = [
      published(newest),
      published(newest, {}, makeUnit("x:x")),
      unitWith(makeUnit("y:version", { versions: { gitTag: "v{version}", alone: true } }), {}),
    ];
    const plan = planAll(factsOf(units), policyOf({ ...rules, protect: ["x-*"] }, units), {
      selected: new Set(["squid:release", "y:version"]),
    });
    expect(plan.notes).toEqual([]);
  });

  test("another stream's marks are no aliases that a label gives", () => {
    const any: Partial<Unit> = { evaluatedAliases: [{ pattern: "{label:version}", timestamps: false }] };
    const marked = { "vm.release-20250101-0000.1.4.2": "20250101-0000", "release-20250101-0000.1.4": "20250101-0000" };
    const own = published(
      [...old, ...newest],
      marked,
      release({ evaluatedAliases: [{ pattern: "{version}", timestamps: false }] }),
    );
    const other = unitWith(makeUnit("squid:edge", any), marked);
    const units = [own, other];
    expect(goneFrom(planAll(factsOf(units), policyOf(rules, [own])))).toEqual(old);
  });

  test("a second run removes nothing", () => {
    const units = [published([...old, ...newest])];
    const world = {
      facts: factsOf(units),
      policy: policyOf(rules, units),
      options: { selected: new Set(["squid:release"]), accept: true },
    };
    const plan = planAll(world.facts, world.policy);
    expect(goneFrom(plan)).toEqual(old);
    expect(goneFrom(planAll(applied(world, plan).facts, world.policy))).toEqual([]);
  });
});
