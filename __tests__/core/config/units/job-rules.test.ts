import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf, load, only } from "../support.ts";

const images = "images: { a: { context: ., platforms: [linux/amd64, linux/arm64, linux/arm/v7] } }\n";

test("the runners and the limit of a job", () => {
  const { jobs, warnings } = load(`runners: { default: ubuntu-24.04, linux/arm64: [self-hosted, arm64], linux/arm: old }
jobs: { max-units: 12 }
${images}`);
  expect(jobs).toEqual({
    runners: {
      default: "ubuntu-24.04",
      platforms: new Map<string, string | string[]>([
        ["linux/arm64", ["self-hosted", "arm64"]],
        ["linux/arm", "old"],
      ]),
    },
    maxUnits: 12,
  });
  expect(warnings).toEqual([]);
});

test("without the keys there are no rules, and no unit differs", () => {
  expect(load(images).jobs).toEqual({});
  expect(only("images: { a: { context: ., shared-stages: false } }")).toEqual(only("images: { a: { context: . } }"));
  expect(only("images: { a: { context: ., shared-stages: true } }").build).toHaveProperty("sharedStages", true);
});

test("a runner of no platform", () => {
  const { warnings } = load(`runners: { linux/ppc64le: arm, linux/aarch64: arm, linux/s390x: z }\n${images}`);
  expect(warnings.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`)).toEqual([
    "1:12 config-idle no image is built for linux/ppc64le: this runner is never used",
    "1:52 config-idle no image is built for linux/s390x: this runner is never used",
  ]);
});

test.each([
  ["linux/aarch64", "linux/arm64"],
  ["linux/arm64/v8", "linux/arm64"],
  ["linux/x86_64", "linux/amd64"],
  ["linux/amd64/v1", "linux/amd64"],
  ["linux/arm/7", "linux/arm/v7"],
  ["linux/armhf", "linux/arm/v7"],
  ["linux/arm", "linux/arm"],
])("a runner of %s is one of %s, as in `platforms`", (written, platform) => {
  const { jobs, warnings } = load(`runners: { ${written}: x }\n${images}`);
  expect([[...(jobs.runners?.platforms ?? [])], warnings]).toEqual([[[platform, "x"]], []]);
});

test.each<FaultyCase>([
  [
    "runners",
    `runners: { arm 64: x, linux/arm64: [], default: "", linux/amd64: "a\\nb" }
jobs: { max-units: 0, levels: 2 }
${images}`,
    [
      '1:12 config-value "arm 64" in "runners": a key is `default`, or a platform: `linux/arm64`',
      '1:36 config-value "linux/arm64" in "runners": it is an empty list',
      '1:49 config-value "default" in "runners": a label is one line of text, without an expression: GitHub evaluates none in it',
      '1:66 config-value "linux/amd64" in "runners": a label is one line of text, without an expression: GitHub evaluates none in it',
      '2:20 config-value "max-units" in "jobs": it is less than 1',
      '2:23 config-unknown-key unknown key "levels" in "jobs": expected max-units',
    ],
  ],
  [
    "a number as text",
    `jobs: { max-units: "12" }\n${images}`,
    ['1:20 config-value "max-units" in "jobs": write a whole number without quotes: `12`'],
  ],
  [
    "an expression, and half a platform",
    `runners: { arm64: x, linux/arm64: "\u0024{{ vars.RUNNER }}" }\n${images}`,
    [
      '1:12 config-value "arm64" in "runners": a key is `default`, or a platform: `linux/arm64`',
      '1:35 config-value "linux/arm64" in "runners": a label is one line of text, without an expression: GitHub evaluates none in it',
    ],
  ],
  [
    "two runners of one platform",
    `runners: { linux/arm64: x, linux/aarch64: y }\n${images}`,
    ["1:28 config-value it is the same platform as linux/arm64"],
  ],
  ["half a unit", `jobs: { max-units: 1.5 }\n${images}`, ['1:20 config-value "max-units" in "jobs": it is not a whole number']],
  ["no runner", `runners: {}\n${images}`, ['1:10 config-value "runners" at the top level: it is empty']],
])("%s", (_, yaml, expected) => {
  expect(faultsOf(yaml)).toEqual(expected);
});
