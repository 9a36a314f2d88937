import { describe, expect, test } from "@jest/globals";
import { closerSamples, samplesOf } from "../../../src/core/init/samples.ts";

const facts = {
  repository: "octo-org/app",
  defaultBranch: "main",
  sha: "4be1c0ff9a02d31c8d2f31c77aa01b5d20e1aa1f",
  gitTags: [] as string[],
  now: new Date("2026-11-23T06:17:05Z"),
};

describe("the samples", () => {
  test("the first looks natural; the second differs in all that changes from run to run", () => {
    expect(samplesOf({ ...facts, gitTags: ["v1.4.2"] })).toEqual([
      {
        repository: "octo-org/app",
        defaultBranch: "main",
        sha: "4be1c0ff9a02d31c8d2f31c77aa01b5d20e1aa1f",
        version: "1.4.2",
        time: "2026-11-23T06:17:05.000Z",
        number: 123,
      },
      {
        repository: "octo-org/app",
        defaultBranch: "main",
        sha: "90361544ef572861d274861ccff560a27536ff64",
        version: "4.8.7",
        time: "2027-04-04T13:34:28.000Z",
        number: 4567,
      },
    ]);
  });

  test("further ones share the major and the minor version, which filters may name", () => {
    const samples = samplesOf({ ...facts, gitTags: ["v1.4.2"] });
    const [, second] = samples;
    expect(closerSamples(samples)).toEqual([
      { ...second, version: "1.8.7" },
      { ...second, version: "1.4.7" },
    ]);
  });

  test.each([
    [[], "1.4.2"],
    [["v1.10.0", "v1.9.3", "nightly", "v2.0.0-rc.1"], "1.10.0"],
    [["0.3.1"], "0.3.1"],
    [["app-v3.0.12", "app-v3.0.2"], "3.0.12"],
    [["release-2026.01.02", "v1.2"], "1.4.2"],
    [["1.2.3.4"], "1.4.2"],
  ])("of the git tags %j the version is %s", (gitTags, version) => {
    expect(samplesOf({ ...facts, gitTags })[0].version).toBe(version);
  });

  test.each(["2026-01-01T00:00:00Z", "2026-02-28T23:59:59Z", "2027-07-31T12:30:30Z", "2028-02-29T05:43:37Z"])(
    "at %s every part of the time differs",
    (now) => {
      const [first, second] = samplesOf({ ...facts, now: new Date(now) }).map(({ time }) => new Date(time));
      const parts = (date: Date | undefined) => [
        date?.getUTCFullYear(),
        date?.getUTCMonth(),
        date?.getUTCDate(),
        date?.getUTCDay(),
        date?.getUTCHours(),
        date?.getUTCMinutes(),
        date?.getUTCSeconds(),
      ];
      const [one, other] = [parts(first), parts(second)];
      expect(one.filter((part, index) => part === other[index])).toEqual([]);
    },
  );
});
