import { expect, test } from "@jest/globals";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { checkPlan } from "../../../src/core/plan/plan-check.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";

const faultsOf = (change: Partial<PlannedUnit>, jobs = [{ id: "all", units: ["a:r", "b:r", "child:r"] }]): string[] =>
  checkPlan(makePlan([makePlannedUnit("a:r"), makePlannedUnit("b:r"), makePlannedUnit("child:r", change)], { jobs }))
    .filter(({ at }) => /base|jobs/i.test(at))
    .map(({ at, what }) => `${at}: ${what}`);

test.each<[string, Partial<PlannedUnit>, string[]]>([
  ["two bases", { base: "a:r", otherBases: [{ unit: "b:r" }] }, []],
  [
    "an unknown second one",
    { base: "a:r", otherBases: [{ unit: "x:r" }] },
    ['units[2].otherBases[0].unit: no earlier unit is named "x:r"'],
  ],
  [
    "one twice",
    { base: "a:r", otherBases: [{ unit: "b:r" }, { unit: "a:r" }] },
    ["units[2].otherBases[1].unit: it is listed twice"],
  ],
  ["only a second one", { otherBases: [{ unit: "b:r" }] }, ["units[2].otherBases: the unit has no `base`"]],
  [
    "a foreign platform",
    { base: "a:r", basePlatforms: ["linux/s390x"] },
    ["units[2].base: the unit is not built for linux/s390x"],
  ],
])("a plan with %s", (_, change, faults) => expect(faultsOf(change)).toEqual(faults));

test("a plan whose second base is in another job, or later in the same one", () => {
  const change = { base: "a:r", otherBases: [{ unit: "b:r" }] };
  const jobs = (...units: string[][]) => units.map((names, index) => ({ id: `job-${index}`, units: names }));
  const fault = 'its base "b:r" must come before it in the same job, or in one of a lower level';
  expect(faultsOf(change, jobs(["b:r"], ["a:r", "child:r"]))).toEqual([`jobs[1].units[1]: ${fault}`]);
  expect(faultsOf(change, jobs(["a:r", "child:r", "b:r"]))).toEqual([`jobs[0].units[1]: ${fault}`]);
});
