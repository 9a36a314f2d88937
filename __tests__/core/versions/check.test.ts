import { describe, expect, test } from "@jest/globals";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import type { UnitFacts } from "../../../src/core/plan/decide/facts.ts";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import { printPlan, readPlan } from "../../../src/core/plan/plan-document.ts";
import { makeUnit } from "../../support/units.ts";
import { facts, own, plan, versions } from "../../support/version-decisions.ts";

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
      `units[0].tags[3]: "${tag}" is not a tag that "v1.4.2" gives the unit`,
    );
  });

  test.each<[string, Parameters<typeof poison>[0], object | undefined, string]>([
    ["for another git tag", (plan) => Object.assign(plan, { gitTag: "v9.9.9" }), { gitTag: "v1.4.2" }, "is not a tag that"],
    [
      "for another git tag, with its tags",
      (plan, unit) => {
        plan.gitTag = "v9.9.9";
        unit.tags = ["25-9.9.9"];
        unit.references = ["one.example.org/osg/squid:25-9.9.9"];
      },
      { gitTag: "v1.4.2" },
      "The plan is for the git tag v9.9.9, but this run's event is for v1.4.2",
    ],
    ["without a git tag", (plan) => Reflect.deleteProperty(plan, "gitTag"), {}, "gitTag: it is missing"],
    [
      "of another event",
      (plan) => Object.assign(plan, { intent: "publish" }),
      { intent: "version" },
      "gitTag: a publish has no git tag",
    ],
    [
      "for a unit that the git tag is no version of",
      (_, __, other) => {
        Object.assign(other, { decision: "promote" });
        write(other, "1.4.2");
      },
      {},
      'units[1].tags[0]: "1.4.2" is not a tag that "v1.4.2" gives the unit',
    ],
    [
      "with a form that takes any git tag",
      (_, __, other) => Object.assign(other, { versions: { gitTag: "{version}{version}" } }),
      {},
      "units[1].versions.gitTag: it is not a valid git tag with one `{version}`",
    ],
    [
      "with a variant that makes its version another's stream tag",
      (_, unit) => Object.assign(unit, { variant: { series: "a/b" } }),
      {},
      'units[0].variant: it gives "a/b-1.4.2", which is not a version tag',
    ],
    [
      "with the versions of another image",
      (_, unit, other) => Object.assign(other, { variant: { series: "25" }, destinations: unit.destinations }),
      {},
      'units[0].versions: "one.example.org/osg/squid:25-1.4.2" is also a tag of "xcache:release"',
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
    expect(message).toContain('units[0].tags[0]: "25-1.4.2" is not a tag of the unit');
  });
});
