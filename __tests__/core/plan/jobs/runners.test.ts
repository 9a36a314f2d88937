import { describe, expect, test } from "@jest/globals";
import { jobsOf, matrixOf } from "../../../../src/core/plan/jobs/jobs.ts";
import { areApart, type Runners, runnerOf } from "../../../../src/core/plan/jobs/runners.ts";
import { makePlanned } from "../../../support/documents.ts";

const arm = "ubuntu-24.04-arm";
const runners: Runners = { default: "ubuntu-24.04", platforms: new Map([["linux/arm64", arm]]) };
const both = ["linux/amd64", "linux/arm64"];

describe("the runner of a platform", () => {
  const several: Runners = {
    default: "x",
    platforms: new Map<string, string | string[]>([
      ["linux", "any"],
      ["linux/arm", "old"],
      ["linux/arm/v6", "older"],
      ["linux/s390x", ["self-hosted", "s390x"]],
    ]),
  };
  test.each([
    ["linux/arm/v6", "older"],
    ["linux/arm/v7", "old"],
    ["linux/arm64", "any"],
    ["linux/s390x", ["self-hosted", "s390x"]],
    ["windows/amd64", "x"],
  ])("%s: the longest entry that fits", (platform, runner) => {
    expect(runnerOf(platform, several)).toEqual(runner);
  });

  test("without a default, the others have the template's", () => {
    expect(runnerOf("linux/amd64", { platforms: runners.platforms })).toBeUndefined();
    expect(areApart(["linux/amd64"], { platforms: runners.platforms })).toBe(false);
    expect(areApart(both, { platforms: runners.platforms })).toBe(true);
  });
});

describe("jobs", () => {
  test("each platform is a job of its own, on its runner, with the units that have it", () => {
    const units = [
      makePlanned("base:r", { platforms: both }),
      makePlanned("squid:r", { base: "base:r", platforms: both }),
      makePlanned("tool:r", { base: "base:r" }),
      makePlanned("alone:r"),
    ];
    const jobs = jobsOf(units, { runners }, "rebuild");
    expect(jobs).toEqual([
      { id: "base.r--linux-amd64", units: ["base:r", "squid:r", "tool:r"], platform: "linux/amd64", runner: "ubuntu-24.04" },
      { id: "base.r--linux-arm64", units: ["base:r", "squid:r"], platform: "linux/arm64", runner: arm },
      { id: "alone.r", units: ["alone:r"], runner: "ubuntu-24.04" },
    ]);
    expect(matrixOf(jobs).include).toEqual([
      { job: "base.r--linux-amd64", runner: "ubuntu-24.04" },
      { job: "base.r--linux-arm64", runner: arm },
      { job: "alone.r", runner: "ubuntu-24.04" },
    ]);
  });

  test("an image is built in the same kind of job whether its base is built or not", () => {
    const units = [
      makePlanned("base:r", { platforms: both, decision: "leave" }),
      makePlanned("tool:r", { base: "base:r" }),
      makePlanned("alone:r"),
    ];
    expect(jobsOf(units, { runners }, "rebuild").map(({ id }) => id)).toEqual(["tool.r--linux-amd64", "alone.r"]);
  });

  test("platforms with one runner in common are one job", () => {
    const units = [makePlanned("squid:r", { platforms: ["linux/amd64", "linux/386"] })];
    expect(jobsOf(units, { runners }, "rebuild")).toEqual([{ id: "squid.r", units: ["squid:r"], runner: "ubuntu-24.04" }]);
  });

  test("one platform that is not the default's is a job on its runner", () => {
    const units = [makePlanned("squid:r", { platforms: ["linux/arm64"] })];
    expect(jobsOf(units, { runners }, "rebuild")).toEqual([
      { id: "squid.r--linux-arm64", units: ["squid:r"], platform: "linux/arm64", runner: arm },
    ]);
  });

  test("never more than 256 jobs in a matrix: jobs times platforms", () => {
    const units = Array.from({ length: 200 }, (_, n) => makePlanned(`squid:${n}-r`, { platforms: both }));
    const jobs = jobsOf(units, { runners }, "rebuild");
    expect(jobs).toHaveLength(256);
    for (const platform of both) {
      const of = jobs.filter((job) => job.platform === platform);
      expect(of.flatMap(({ units: names }) => names).toSorted()).toEqual(units.map(({ name }) => name).toSorted());
    }
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(256);
  });
});
