import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf } from "../support.ts";

test.each<FaultyCase>([
  [
    "an empty matrix",
    `matrix: {}
images: { a: { context: . } }
`,
    ["1:1 config-empty the matrix is empty: add a dimension, or remove `matrix`"],
  ],
  [
    "an empty matrix of an image, an empty dimension",
    `matrix: { os: [] }
images: { a: { context: ., matrix: {} } }
`,
    [
      '1:15 config-value "os" in "matrix": it is empty',
      "2:28 config-empty the matrix is empty: add a dimension, or write `matrix: false` for an image without variants",
    ],
  ],
  [
    "everything excluded",
    `matrix:
  os: [el9]
  exclude: [{ os: el9 }]
images: { a: { context: . }, b: { context: . } }
`,
    ["3:3 config-empty `exclude` removes every combination: there is nothing to build"],
  ],
  [
    "a matrix that names what it does not have",
    `streams: { release: , testing: }
matrix:
  os: [el9, el10, el9]
  OS: [a]
  stream: [a]
  include: [{ os: el11, stream: test, Base: x }]
  exclude: [{ series: 24 }, { os: el8 }, { stream: relaese }]
images: { a: { context: . } }
`,
    [
      '3:19 config-matrix "os" has the value "el9" twice',
      '4:3 config-matrix "OS" is not a valid name: use lower-case letters, digits, `_` and `-`, as placeholders need: write "os"',
      '5:3 config-matrix "stream" cannot be a dimension: it is a built-in name of every unit',
      '6:33 config-matrix "stream" is never "test": expected release or testing',
      '6:39 config-matrix "Base" is not a valid name: use lower-case letters, digits, `_` and `-`, as placeholders need: write "base"',
      '7:15 config-matrix unknown dimension "series" in `exclude`: expected os, OS or stream',
      '7:35 config-matrix "os" is never "el8": expected el9 or el10',
      '7:52 config-matrix "stream" is never "relaese": did you mean "release"?',
    ],
  ],
  [
    "an absurd matrix",
    `matrix:
  a: &v [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]
  b: *v
  c: *v
  d: *v
images: { a: { context: . } }
`,
    ["1:1 config-matrix the matrix has 810000 combinations: Tagstream can plan at most 20000"],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});
