import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf } from "../support.ts";

test.each<FaultyCase>([
  [
    "values of the wrong kind",
    `tag: [a]
registries: ghcr.io/a
streams: [release]
images:
  a:
    context: { path: . }
    platforms: linux/amd64
    args: [A=1]
    required: maybe
    tests: { run: ls }
    secrets: [5]
  b: text
promotion: always
`,
    [
      '1:6 config-value "tag" at the top level is a list, but must be text',
      '2:13 config-value "registries" at the top level must be a list',
      '3:10 config-value "streams" at the top level is a list, but must be a map of keys and values',
      '6:14 config-value "context" in image "a" is a map, but must be text',
      '7:16 config-value "platforms" in image "a" must be a list',
      '8:11 config-value "args" in image "a" is a list, but must be a map of keys and values',
      '9:15 config-value "required" in image "a" must be true or false or a map of keys and values',
      '10:12 config-value "tests" in image "a" is a map, but must be a list',
      '11:15 config-value item 1 in "secrets" of image "a" must be text or a map of keys and values',
      '12:6 config-value "b" in "images" must be a map of keys and values',
      '13:12 config-value "promotion" at the top level must be "never" or a map of keys and values',
    ],
  ],
  [
    "values with faults inside",
    `images:
  a:
    context: .
    platforms: [amd64, linux/aarch64, linux/amd64, linux/amd64]
    args: { "A B": 1 }
    secrets: [{ id: "a b" }, x, { id: x, env: X, src: /x }]
    tests:
      - { run: [], name: " a" }
      - { exec: ls, within: 60 }
      - { run: ls, timeout: 5 minutes }
      - { run: ls, timeout: 2d }
promotion: { max-age: 1y }
`,
    [
      '4:17 config-value item 1 in "platforms" of image "a": a platform is `os/arch` or `os/arch/variant`: `linux/amd64`, `linux/arm64`, `linux/arm/v7`',
      "4:52 config-value duplicate platform linux/amd64",
      '5:13 config-value "A B" in "args" of image "a": a name has only letters, digits and `_`, and does not begin with a digit',
      '6:21 config-value "id" in secret 1 of image "a": an id has letters, digits, `_`, `.` and `-`',
      '6:33 config-value two secrets have the id "x"',
      '8:16 config-value "run" in test 1 of image "a": it is empty',
      '8:26 config-value "name" in test 1 of image "a": a name is one line of text, without a space at its beginning or end',
      '9:29 config-value "within" in test 2 of image "a": a duration is a whole number with a unit: `60s`, `5m`, `2h`, `7d`, `5w`',
      '10:29 config-value "timeout" in test 3 of image "a": a duration is a whole number with a unit: `60s`, `5m`, `2h`, `7d`, `5w`',
      "11:29 config-test 2d is too long: a test may take at most one day",
      '12:23 config-value "max-age" in "promotion": a duration is a whole number with a unit: `60s`, `5m`, `2h`, `7d`, `5w`',
    ],
  ],
  [
    "numbers that YAML changes",
    `matrix: { series: [24, 25.10, 1.0, 0x1F, 007, True], os: [el9] }
images:
  a: { context: ., args: { V: 1.20, W: 1.2 }, tests: [{ run: [sleep, 1e3] }] }
`,
    [
      '1:24 config-unquoted YAML reads 25.10 as 25.1: write "25.10" with quotes to keep the text',
      '1:31 config-unquoted YAML reads 1.0 as 1: write "1.0" with quotes to keep the text',
      '1:36 config-unquoted YAML reads 0x1F as 31: write "0x1F" with quotes to keep the text',
      '1:42 config-unquoted YAML reads 007 as 7: write "007" with quotes to keep the text',
      '1:47 config-unquoted YAML reads True as true: write "True" with quotes to keep the text',
      '3:31 config-unquoted YAML reads 1.20 as 1.2: write "1.20" with quotes to keep the text',
      '3:70 config-unquoted YAML reads 1e3 as 1000: write "1e3" with quotes to keep the text',
    ],
  ],
  [
    "names with a meaning in JavaScript",
    `images:
  constructor: { context: . }
  a: { context: ., args: { __proto__: x } }
`,
    ['2:3 config-value "constructor" cannot be a name here', '3:28 config-value "__proto__" cannot be a name here'],
  ],
  [
    "a secret without a source, whose id is no variable name",
    `images: { a: { context: ., secrets: [{ id: a.b }, { id: a-b, env: A_B }, { id: c-d, src: /c }] } }
`,
    ['1:38 config-value the secret "a.b" needs `env` or `src`, because its id is not a valid variable name'],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});
