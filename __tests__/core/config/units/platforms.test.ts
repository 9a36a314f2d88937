import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf, load, print } from "../support.ts";

const matrix = "matrix: { base: [debian, alpine], series: [a, b] }";

test("each unit has the platforms whose `when` holds", () => {
  const { units } = load(`
${matrix}
streams: { release: , testing: }
images:
  x:
    context: .
    platforms:
      - linux/amd64
      - { platform: linux/aarch64, when: { base: debian, stream: release } }
      - { platform: linux/arm64, when: { series: b } }
      - { platform: linux/s390x, when: { base: [alpine], series: [a, b] } }
`);
  expect(units.map(({ streamTag, platforms }) => `${streamTag} ${platforms.join(" ")}`)).toEqual([
    "debian-a-release linux/amd64 linux/arm64",
    "debian-a-testing linux/amd64",
    "debian-b-release linux/amd64 linux/arm64",
    "debian-b-testing linux/amd64 linux/arm64",
    "alpine-a-release linux/amd64 linux/s390x",
    "alpine-a-testing linux/amd64 linux/s390x",
    "alpine-b-release linux/amd64 linux/arm64 linux/s390x",
    "alpine-b-testing linux/amd64 linux/arm64 linux/s390x",
  ]);
});

test("a unit's tests run on its platforms, and it has no test that would run nowhere", () => {
  const { units } = load(`
matrix: { base: [debian, alpine] }
images:
  x:
    context: .
    platforms: [linux/amd64, { platform: linux/arm64, when: { base: debian } }]
    tests: [{ run: [a] }, { run: [b], platforms: [linux/arm64] }, { run: ["{base}"] }]
`);
  expect(units.map(({ tests }) => tests.map(({ name, platforms }) => `${name} ${platforms.join(" ")}`))).toEqual([
    ["a linux/amd64 linux/arm64", "b linux/arm64", "debian linux/amd64 linux/arm64"],
    ["a linux/amd64", "alpine linux/amd64"],
  ]);
});

test.each<FaultyCase>([
  [
    "forms, names and values of conditions, duplicates",
    `${matrix}
images:
  x:
    context: .
    platforms:
      - linux/amd64
      - { platform: amd64, when: { base: debian } }
      - { when: { base: debian } }
      - { platform: linux/arm64, when: { bas: debian } }
      - { platform: linux/arm64, when: { base: debain } }
      - { platform: linux/amd64, when: { base: debian } }
      - { platform: linux/s390x, wen: {} }
      - 5
`,
    [
      '7:21 config-value "platform" in platform 2 of image "x": a platform is `os/arch` or `os/arch/variant`: `linux/amd64`, `linux/arm64`, `linux/arm/v7`',
      '8:9 config-missing-key missing key "platform" in platform 3 of image "x"',
      '9:42 config-when unknown dimension "bas" in `when`: did you mean "base"?',
      '10:48 config-when "base" is never "debain": did you mean "debian"?',
      "11:9 config-value duplicate platform linux/amd64",
      '12:34 config-unknown-key unknown key "wen" in platform 7 of image "x": did you mean "when"?',
      '13:9 config-value item 8 in "platforms" of image "x": a platform is `os/arch` or `os/arch/variant`: `linux/amd64`, `linux/arm64`, `linux/arm/v7`',
    ],
  ],
  [
    "units without a platform",
    `${matrix}
images:
  x:
    context: .
    platforms: [{ platform: linux/amd64, when: { base: debian } }]
`,
    ["5:5 config-empty no platform is left for x (base alpine, series a, stream release) and 1 more: every `when` excludes it"],
  ],
  [
    "an image without a platform from defaults",
    `defaults: { context: ., platforms: [{ platform: linux/amd64, when: { os: el9 } }] }
images:
  a: { matrix: { os: [el9] } }
  b: { matrix: { os: [el10] } }
`,
    ["4:3 config-empty no platform is left for b (os el10, stream release): every `when` excludes it"],
  ],
  [
    "a test for a platform that no unit has",
    `${matrix}
images:
  x:
    context: .
    platforms: [linux/amd64, { platform: linux/arm64, when: { base: debian } }]
    tests: [{ run: [a], platforms: [linux/s390x] }]
`,
    ["6:37 config-test the image is not built for linux/s390x, only for linux/amd64 and linux/arm64"],
  ],
  [
    "a base that lacks its child's platform in some units",
    `${matrix}
images:
  base: { context: ., platforms: [linux/amd64, { platform: linux/arm64, when: { base: debian } }] }
  child: { context: ., base: base, platforms: [linux/amd64, linux/arm64] }
`,
    [
      '4:30 config-base child:alpine-a-release (and 1 more) is built for linux/arm64, but its base base:alpine-a-release is not: add them to `platforms` of "base"',
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});

test("a base and its child may have the same conditions", () => {
  const platforms = "platforms: [linux/amd64, { platform: linux/arm64, when: { base: debian } }]";
  const yaml = `${matrix}\nimages: { base: { context: ., ${platforms} }, child: { context: ., base: base, ${platforms} } }`;
  expect(faultsOf(yaml)).toEqual([]);
});

test("a platform that no unit has is a warning", () => {
  const { warnings } = load(`
matrix: { os: [el9, el10], exclude: [{ os: el10 }] }
images: { a: { context: ., platforms: [linux/amd64, { platform: linux/arm64, when: { os: el10 } }] } }
`);
  expect(warnings.map(print)).toEqual(["3:53 config-idle no unit is built for linux/arm64 by this entry"]);
});
