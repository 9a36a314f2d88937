import { expect, test } from "@jest/globals";
import { baseUnitsOf } from "../../../../src/core/unit/bases.ts";
import { type FaultyCase, faultsOf, load } from "../support.ts";

test.each<FaultyCase>([
  [
    "bases",
    `images:
  a: { context: ., base: software-bas }
  software-base: { context: . }
  b: { context: ., base: c }
  c: { context: ., base: d }
  d: { context: ., base: b }
  e: { context: ., base: e }
  f: { context: ., base: b }
`,
    [
      '2:26 config-base unknown image "software-bas": did you mean "software-base"?',
      "4:26 config-base these images are each other's bases: b → c → d → b",
      '7:26 config-base image "e" is its own base',
    ],
  ],
  [
    "an only image with a base",
    `images: { a: { context: ., base: almalinux } }
`,
    ['1:34 config-base unknown image "almalinux": this file has no other image. Name an external base only in the Dockerfile'],
  ],
  [
    "bases without one matching unit",
    `streams: { release: , testing: }
matrix: { os: [el9, el10], series: ["24"] }
images:
  base: { context: ., matrix: { os: [el9] }, streams: [release] }
  a: { context: ., base: base }
  b: { context: ., base: other, matrix: false, streams: [release] }
  other: { context: ., streams: [release] }
  two: { context: ., streams: [release], matrix: { include: [{ x: 1 }, { x: 2 }] }, tag: "{x}-{stream}" }
  c: { context: ., base: two, streams: [release] }
  d: { context: ., base: late, streams: [testing] }
  late: { context: ., streams: [release] }
`,
    [
      '5:26 config-base a:el9-24-testing (and 2 more) matches no unit of "base": "base" is not in the stream "testing"',
      '6:26 config-base b:release matches no unit of "other": "other" has the dimension "os", and this unit has no value for it',
      '9:26 config-base c:el9-24-release (and 1 more) matches several units of "two": only dimensions of its matrix can distinguish them, and it has none',
      '10:26 config-base d:el9-24-testing (and 1 more) matches no unit of "late": "late" is not in the stream "testing"',
    ],
  ],
  [
    "several bases",
    `streams: { release: , testing: }
images:
  a: { context: ., base: [b, c, b, nope, testing-only], streams: [release] }
  b: { context: . }
  c: { context: ., base: [b, d] }
  d: { context: ., base: [b, c] }
  e: { context: ., base: [] }
  f: { context: ., base: [b, testing-only], platforms: [linux/amd64, linux/arm64] }
  testing-only: { context: ., streams: [testing], platforms: [linux/amd64, linux/arm64] }
`,
    [
      '3:33 config-base "b" is listed twice',
      '3:36 config-base unknown image "nope": expected b, c, d, e, f or testing-only. Name an external base only in the Dockerfile',
      '3:42 config-base a:release matches no unit of "testing-only": "testing-only" is not in the stream "release"',
      "5:30 config-base these images are each other's bases: c → d → c",
      '7:26 config-value "base" in image "e": it is an empty list',
      '8:27 config-base "f" is built for linux/arm64, but its base "b" is not: add them to `platforms` of "b"',
      '8:30 config-base f:release matches no unit of "testing-only": "testing-only" is not in the stream "release"',
    ],
  ],
  [
    "several bases, of which one has no matching unit",
    `streams: { release: , testing: }
images:
  a: { context: ., base: [b, late], platforms: [linux/amd64, linux/arm64] }
  b: { context: . }
  late: { context: ., streams: [release], platforms: [linux/amd64, linux/arm64] }
`,
    [
      '3:27 config-base "a" is built for linux/arm64, but its base "b" is not: add them to `platforms` of "b"',
      '3:30 config-base a:testing matches no unit of "late": "late" is not in the stream "testing"',
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});

test("a base may have fewer dimensions, a child may have its value by include, and bases may be in a chain", () => {
  const { units } = load(`
streams: { release: , testing: }
matrix: { os: [el9, el10], series: ["24"] }
images:
  app: { context: ., base: middle }
  middle: { context: ., base: root, matrix: { os: [el10, el9] } }
  root: { context: ., matrix: false }
  other: { context: ., base: middle, streams: [testing], matrix: { flavour: [x], include: [{ flavour: x, os: el9 }] } }
`);
  expect(units.map(({ name, base }) => `${name} on ${base}`)).toEqual([
    "root:release on undefined",
    "root:testing on undefined",
    "middle:el10-release on root:release",
    "middle:el10-testing on root:testing",
    "middle:el9-release on root:release",
    "middle:el9-testing on root:testing",
    "app:el9-24-release on middle:el9-release",
    "app:el9-24-testing on middle:el9-testing",
    "app:el10-24-release on middle:el10-release",
    "app:el10-24-testing on middle:el10-testing",
    "other:x-testing on middle:el9-testing",
  ]);
});

test("each of several bases is matched by its own dimensions", () => {
  const { units } = load(`
streams: { release: , testing: }
images:
  app: { context: ., base: [os, lang], matrix: { os: [el9, el10], lang: [go], flavour: [x] } }
  os: { context: ., matrix: { os: [el10, el9] } }
  lang: { context: ., matrix: { lang: [go, rust] } }
  plain: { context: ., base: [os], matrix: { os: [el9] } }
`);
  expect(units.filter(({ base }) => base).map((unit) => `${unit.name} on ${baseUnitsOf(unit).join(", ")}`)).toEqual([
    "app:el9-go-x-release on os:el9-release, lang:go-release",
    "app:el9-go-x-testing on os:el9-testing, lang:go-testing",
    "app:el10-go-x-release on os:el10-release, lang:go-release",
    "app:el10-go-x-testing on os:el10-testing, lang:go-testing",
    "plain:el9-release on os:el9-release",
    "plain:el9-testing on os:el9-testing",
  ]);
  expect(units.find(({ image }) => image === "plain")).not.toHaveProperty("otherBases");
});
