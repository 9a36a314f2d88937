import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf } from "../support.ts";

test.each<FaultyCase>([
  [
    "the consequences of a fault give no second message",
    `matrix: { series: [24.10, "25"], os: [el9] }
tag: "{series}-{oss}-{stream}"
aliases: [{ tag: latest, when: { series: "24.10" } }]
images:
  a: { context: gone }
  b: { context: b, base: c }
  c: { dockerfile: Dockerfile }
`,
    [
      '1:20 config-unquoted YAML reads 24.10 as 24.1: write "24.10" with quotes to keep the text',
      "2:6 config-placeholder unknown placeholder {oss}: did you mean {os}? For the literal text, write {{oss}}",
      '5:17 config-path-missing context "gone" does not exist',
      '7:3 config-missing-key missing key "context" in image "c"',
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});
