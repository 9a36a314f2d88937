import { expect, test } from "@jest/globals";
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
