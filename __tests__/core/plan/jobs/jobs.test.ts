import { describe, expect, test } from "@jest/globals";
import * as v from "valibot";
import { jobId } from "../../../../src/core/lib/scalars.ts";
import { checkJobs } from "../../../../src/core/plan/check-jobs.ts";
import type { Job } from "../../../../src/core/plan/jobs/job.ts";
import { findJob, jobsOf, levelOf, matrixOf, maximumJobs } from "../../../../src/core/plan/jobs/jobs.ts";
import type { Decision } from "../../../../src/core/plan/plan.ts";
import { makePlannedUnit } from "../../../support/plans.ts";
import { makeUnit } from "../../../support/units.ts";

const planned = (name: string, base?: string, decision: Decision = "build") => ({
  ...makeUnit(name, base ? { base } : {}),
  decision,
});

const groups = (units: Parameters<typeof jobsOf>[0]) => jobsOf(units, {}, "rebuild");

test("an image and its bases, of one variant and stream, are one job", () => {
  const jobs = groups([
    planned("base:25-release"),
    planned("base:25-testing"),
    planned("squid:25-release", "base:25-release"),
    planned("squid:25-testing", "base:25-testing"),
    planned("xcache:25-release", "base:25-release"),
    planned("origin:25-release", "xcache:25-release"),
    planned("alone:release"),
  ]);
  expect(jobs).toEqual([
    { id: "base.25-release", units: ["base:25-release", "squid:25-release", "xcache:25-release", "origin:25-release"] },
    { id: "base.25-testing", units: ["base:25-testing", "squid:25-testing"] },
    { id: "alone.release", units: ["alone:release"] },
  ]);
  expect(matrixOf(jobs)).toEqual({ include: [{ job: "base.25-release" }, { job: "base.25-testing" }, { job: "alone.release" }] });
});

test("a base that is left alone ties nothing together", () => {
  const jobs = groups([
    planned("base:r", undefined, "leave"),
    planned("squid:r", "base:r"),
    planned("xcache:r", "base:r", "test"),
  ]);
  expect(jobs.map(({ units }) => units)).toEqual([["squid:r"], ["xcache:r"]]);
});

test("an image on several bases joins their jobs", () => {
  const child = (name: string, base: string, ...others: string[]) => ({
    ...planned(name, base),
    otherBases: others.map((unit) => ({ unit })),
  });
  const jobs = groups([
    planned("a:r"),
    planned("alone:r"),
    planned("b:r"),
    planned("left:r", undefined, "leave"),
    planned("c:r"),
    planned("on-c:r", "c:r"),
    child("on-b-and-a:r", "b:r", "a:r"),
    child("on-left:r", "left:r", "alone:r"),
    child("on-all:r", "on-c:r", "on-b-and-a:r"),
    planned("on-b:r", "b:r"),
  ]);
  expect(jobs.map(({ units }) => units)).toEqual([
    ["a:r", "b:r", "c:r", "on-c:r", "on-b-and-a:r", "on-all:r", "on-b:r"],
    ["alone:r", "on-left:r"],
  ]);
});

test("what is left or repaired needs no job", () => {
  expect(groups([planned("a:r", undefined, "leave"), planned("b:r", undefined, "repair")])).toEqual([]);
});

test("ids fit an artifact's name, and differ even without regard to case", () => {
  const ids = groups([planned("team/app:release"), planned("team.app:release"), planned("team.app:Release")]).map(({ id }) => id);
  expect(ids).toEqual(["team.app.release", "team.app.release.2", "team.app.Release.3"]);
});

test("ids of long names are short enough for a plan and a record's file, and still differ", () => {
  const name = (image: string, stream: string) => planned(`${image.repeat(180)}:${stream.repeat(80)}`);
  const units = [name("a", "r"), name("a", "s"), name("b", "r")].map((unit) => ({
    ...unit,
    platforms: ["linux/amd64", "linux/arm/v7"],
  }));
  const runners = { platforms: new Map([["linux/arm", "arm"]]) };
  const ids = jobsOf(units, { runners }, "rebuild").map(({ id }) => id);
  for (const id of ids) {
    expect(v.is(jobId(""), id)).toBe(true);
    expect(`record-${id}.json.1234567.tmp`.length).toBeLessThan(256);
  }
  expect(new Set(ids).size).toBe(6);
  expect(ids.map((id) => /--.*$/.exec(id)?.[0])).toEqual([1, 2, 3].flatMap(() => ["--linux-amd64", "--linux-arm-v7"]));
});

test("never more than 256 jobs, every unit in one, bases still first", () => {
  const units = Array.from({ length: 700 }, (_, n) => [
    planned(`base:${n}-release`),
    planned(`squid:${n}-release`, `base:${n}-release`),
  ]).flat();
  const jobs = groups(units);
  expect(jobs).toHaveLength(maximumJobs);
  expect(jobs.flatMap(({ units: names }) => names).toSorted()).toEqual(units.map(({ name }) => name).toSorted());
  const sizes = jobs.map(({ units: names }) => names.length);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(2);
  for (const { units: names } of jobs) {
    for (const [index, name] of names.entries()) {
      if (name.startsWith("squid:")) expect(names.slice(0, index)).toContain(name.replace("squid:", "base:"));
    }
  }
});

test("a job by its id", () => {
  const jobs = groups([planned("a:r"), planned("b:r")]);
  expect(findJob({ jobs }, "b.r").units).toEqual(["b:r"]);
  expect(() => findJob({ jobs }, "two")).toThrow('The plan has no job "two". It has: a.r, b.r.');
  expect(() => findJob({ jobs: [] }, "two")).toThrow("It has: none, because there is nothing to build.");
});

describe("jobs by platform beside jobs of one machine, more than 256 in all", () => {
  const runners = { default: "usual", platforms: new Map([["linux/arm64", "arm"]]) };
  const platforms = ["linux/amd64", "linux/arm64"];
  const many = <T>(count: number, of: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => of(n));

  test("each job finds its bases in its own, or in those of a lower level for the same platform", () => {
    const units = [
      planned("base:r"),
      ...many(300, (n) => planned(`app:${n}`, "base:r")),
      { ...planned("native:r"), platforms },
      ...many(2, (n) => ({ ...planned(`app:native-${n}`, "native:r"), platforms })),
    ];
    const jobs = jobsOf(units, { runners, maxUnits: 1 }, "rebuild");
    const planUnits = units.map((unit) => ({ ...makePlannedUnit(unit.name), ...unit }));
    expect(checkJobs(jobs, planUnits)).toEqual([]);
    expect(jobs.filter(({ level }) => level === 2)).toHaveLength(maximumJobs);
    const bases = new Map(units.map(({ name, base }) => [name, base]));
    const isLost = (job: Job, base: string | undefined) =>
      base !== undefined &&
      !jobs.some(
        (one) => (one === job || (levelOf(one) < levelOf(job) && one.platform === job.platform)) && one.units.includes(base),
      );
    expect(jobs.filter((job) => job.units.some((name) => isLost(job, bases.get(name))))).toEqual([]);
  });

  test("are shared out by how many each kind needs", () => {
    const units = many(300, (n) => ({ ...planned(`a:${n}`), ...(n % 3 === 0 ? { platforms } : {}) }));
    const jobs = jobsOf(units, { runners }, "rebuild");
    const whole = jobs.filter(({ platform }) => platform === undefined);
    expect([jobs.length, whole.length]).toEqual([maximumJobs, 128]);
    expect(whole.every(({ runner }) => runner === "usual")).toBe(true);
  });
});

test("a job's id is not that of another job's platform", () => {
  const runners = { platforms: new Map([["linux/arm64", "arm"]]) };
  const units = [
    planned("a:release--linux-arm64"),
    { ...planned("a:release"), platforms: ["linux/arm64"] },
    planned("a:release--linux-arm64.2"),
  ];
  const ids = jobsOf(units, { runners }, "rebuild").map(({ id }) => id);
  expect(new Set(ids).size).toBe(3);
});
