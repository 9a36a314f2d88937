import { describe, expect, test } from "@jest/globals";
import { jobsOf, matrixOf, notesOnLimit, notesOnOneMachine } from "../../../../src/core/plan/jobs/jobs.ts";
import { splitAtBases } from "../../../../src/core/plan/jobs/levels.ts";
import type { PlannedUnit } from "../../../../src/core/plan/plan.ts";
import { makePlanned } from "../../../support/documents.ts";

const on = (name: string, base?: string, change: Partial<PlannedUnit> = {}) =>
  makePlanned(name, { ...(base === undefined ? {} : { base }), ...change });

const chain = (length: number) => Array.from({ length }, (_, n) => on(`c${n}:r`, n === 0 ? undefined : `c${n - 1}:r`));

const shape = (units: PlannedUnit[], maxUnits: number) =>
  splitAtBases(units, maxUnits).map((part) => `${part.level}: ${part.units.map(({ image }) => image).join(" ")}`);

describe("a group that is larger than the limit is split at its bases", () => {
  const fan = [on("base:r"), on("a:r", "base:r"), on("b:r", "base:r"), on("c:r", "base:r"), on("on-a:r", "a:r")];

  test.each<[string, PlannedUnit[], number, string[]]>([
    ["within the limit: not at all", fan, 5, ["1: base a b c on-a"]],
    ["a base below many", fan, 2, ["1: base", "2: a on-a", "2: b", "2: c"]],
    ["three levels", fan, 1, ["1: base", "2: a", "2: b", "2: c", "3: on-a"]],
    ["a chain", chain(7), 3, ["1: c0 c1", "2: c2 c3", "3: c4 c5 c6"]],
    ["a chain too long for three levels: as small as they allow", chain(7), 2, ["1: c0 c1", "2: c2 c3", "3: c4 c5 c6"]],
    ["no more levels than needed", chain(4), 2, ["1: c0 c1", "2: c2 c3"]],
  ])("%s", (_, units, maxUnits, expected) => {
    expect(shape(units, maxUnits)).toEqual(expected);
  });

  test("a chain of a thousand is split at once", () => {
    const units = chain(1000);
    const began = performance.now();
    expect(splitAtBases(units, 1).map((part) => part.units.length)).toEqual([333, 333, 334]);
    expect(performance.now() - began).toBeLessThan(5000); // 0.3 s alone; all cuts of all units would take minutes
  });

  test("several bases: after the deepest of them", () => {
    const units = [on("a:r"), on("b:r", "a:r"), on("c:r", "a:r", { otherBases: [{ unit: "b:r" }] })];
    expect(shape(units, 1)).toEqual(["1: a", "2: b", "3: c"]);
  });
});

describe("jobs by level", () => {
  const units = [on("base:r"), on("a:r", "base:r"), on("b:r", "base:r"), on("alone:r")];

  test("a matrix for each level; ids are unique over all", () => {
    const jobs = jobsOf(units, { maxUnits: 2 }, "rebuild");
    expect(jobs).toEqual([
      { id: "base.r", units: ["base:r"] },
      { id: "alone.r", units: ["alone:r"] },
      { id: "a.r", units: ["a:r"], level: 2 },
      { id: "b.r", units: ["b:r"], level: 2 },
    ]);
    expect(matrixOf(jobs).include.map(({ job }) => job)).toEqual(["base.r", "alone.r"]);
    expect(matrixOf(jobs, 2).include.map(({ job }) => job)).toEqual(["a.r", "b.r"]);
    expect(matrixOf(jobs, 3).include).toEqual([]);
  });

  test.each<[string, "candidate" | "check", Partial<PlannedUnit>]>([
    ["a stranger's builds stay on their runner", "check", {}],
    ["builds that go nowhere stay there too", "candidate", { candidates: false }],
  ])("%s: their group is one job", (_, intent, change) => {
    const jobs = jobsOf(
      units.map((unit) => ({ ...unit, ...change })),
      { maxUnits: 1 },
      intent,
    );
    expect(jobs.map(({ units: names }) => names.length)).toEqual([3, 1]);
  });

  test("the plan says which job is larger than the limit", () => {
    const rules = { maxUnits: 2 };
    expect(notesOnLimit(jobsOf(units, rules, "rebuild"), rules)).toEqual([]);
    expect(notesOnLimit(jobsOf(chain(7), rules, "rebuild"), rules)).toEqual([
      "`max-units: 2` cannot be kept: jobs have up to 3 images (c4.r). Tagstream splits groups only at bases, into at most 3 levels, and only if the builds may leave the runner",
    ]);
  });
});

test("a run on one machine says that it spreads nothing", () => {
  expect(notesOnOneMachine({})).toEqual([]);
  expect(notesOnOneMachine({ runners: { platforms: new Map([["linux/arm64", "arm"]]) }, maxUnits: 2 })).toEqual([
    "`runners` and `jobs` of the configuration have no effect here, because one machine builds everything: the templates have several jobs",
  ]);
});
