import { expect, test } from "@jest/globals";
import { checkJobs } from "../../../src/core/plan/check-jobs.ts";
import type { Job } from "../../../src/core/plan/jobs/job.ts";
import { jobsOf } from "../../../src/core/plan/jobs/jobs.ts";
import { makePlanned } from "../../support/documents.ts";

// Jobs of a plan that another job has changed: levels, platforms and their neighbours.

const both = ["linux/amd64", "linux/arm64"];
const units = [
  makePlanned("base:r", { platforms: both }),
  makePlanned("child:r", { base: "base:r", platforms: both }),
  makePlanned("tool:r", { base: "base:r", basePlatforms: ["linux/amd64"], platforms: both }),
];
const names = units.map(({ name }) => name);
const amd64 = { platform: "linux/amd64" };
const arm64 = { platform: "linux/arm64" };

test.each<[string, Job[]]>([
  ["one job", [{ id: "all", units: names }]],
  ["a job for each platform", both.map((platform, index) => ({ id: `${index}`, units: names, platform }))],
  [
    "levels",
    [
      { id: "a", units: ["base:r"] },
      { id: "b", units: ["child:r"], level: 2 },
      { id: "c", units: ["tool:r"], level: 3 },
    ],
  ],
  [
    "a platform that does not use the base needs no job before it",
    [
      { id: "a", units: names, ...amd64 },
      { id: "b", units: ["tool:r"], ...arm64 },
      { id: "c", units: ["base:r", "child:r"], ...arm64 },
    ],
  ],
])("valid: %s", (_, jobs) => {
  expect(checkJobs(jobs, units)).toEqual([]);
});

test("what `plan` writes is valid, whatever the rules", () => {
  const runners = { default: "a", platforms: new Map([["linux/arm64", "b"]]) };
  for (const rules of [{}, { runners }, { maxUnits: 1 }, { runners, maxUnits: 1 }])
    expect(checkJobs(jobsOf(units, rules, "rebuild"), units)).toEqual([]);
});

test.each<[string, Job[], string[]]>([
  [
    "a platform twice",
    [
      { id: "a", units: names },
      { id: "b", units: ["base:r"], ...arm64 },
    ],
    ['jobs[1].units[0]: jobs[0] already has "base:r"'],
  ],
  [
    "a platform that no job builds",
    [{ id: "a", units: names, ...amd64 }],
    names.map((_, index) => `units[${index}]: no job builds or tests it for linux/arm64`),
  ],
  [
    "a platform that the unit does not have",
    [
      { id: "a", units: names },
      { id: "b", units: ["base:r"], platform: "linux/s390x" },
    ],
    ['jobs[1].units[0]: jobs[0] already has "base:r"'],
  ],
  [
    "a base in a job of the same level",
    [
      { id: "a", units: ["base:r"] },
      { id: "b", units: ["child:r", "tool:r"] },
    ],
    ["child:r", "tool:r"].map(
      (_, index) => `jobs[1].units[${index}]: its base "base:r" must come before it in the same job, or in one of a lower level`,
    ),
  ],
  [
    "a base of another platform",
    [
      { id: "a", units: ["base:r"], ...amd64 },
      { id: "b", units: names.slice(1), ...arm64, level: 2 },
      { id: "c", units: names.slice(1), ...amd64, level: 2 },
      { id: "d", units: ["base:r"], ...arm64, level: 3 },
    ],
    ['jobs[1].units[0]: its base "base:r" must come before it in the same job, or in one of a lower level'],
  ],
])("invalid: %s", (_, jobs, faults) => {
  expect(checkJobs(jobs, units).map(({ at, what }) => `${at}: ${what}`)).toEqual(faults);
});

test("each matrix has at most 256 jobs", () => {
  const many = Array.from({ length: 257 }, (_, n) => makePlanned(`u${n}:r`));
  const jobs = many.map(({ name }, n): Job => ({ id: `${n}`, units: [name], level: 2 }));
  expect(checkJobs(jobs, many)).toEqual([
    { at: "jobs", what: "it has more than 256 jobs of level 2, GitHub's limit for a matrix" },
  ]);
});
