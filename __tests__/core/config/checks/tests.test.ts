import { expect, test } from "@jest/globals";
import { listed } from "../../../../src/core/lib/text/nearest.ts";
import { testKinds } from "../../../../src/core/tests/kinds.ts";
import { type FaultyCase, faultsOf } from "../support.ts";

const kinds = listed(testKinds.map(({ name }) => `\`${name}\``));

test.each<FaultyCase>([
  [
    "tests",
    `images:
  a:
    context: .
    platforms: [linux/amd64, linux/arm64]
    tests:
      - { run: ls, exec: ls }
      - { name: nothing }
      - { run: ls, within: 60s, files: [a.txt] }
      - { run: ls, name: twice }
      - { exec: ls, name: twice }
      - { script: t.sh, platforms: [linux/arm64, linux/s390x] }
`,
    [
      `6:9 config-test a test needs exactly one of ${kinds}, and this one has \`run\` and \`exec\``,
      `7:9 config-test a test needs exactly one of ${kinds}, and this one has none`,
      "8:20 config-test `within` is for `exec`: use `timeout`",
      "8:33 config-test `files` is for `script`",
      '10:27 config-test two tests of this image have the name "twice": the first is on line 9',
      "11:50 config-test the image is not built for linux/s390x, only for linux/amd64 and linux/arm64",
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});
