import { describe, expect, test } from "@jest/globals";
import { faultsOf, only } from "../support.ts";

describe("scan", () => {
  test.each([
    ["{ script: ./ci/scan.sh }", { script: ["ci/scan.sh"] }],
    ['{ script: [ci/scan.sh, "{stream}", 1.5], fail: high }', { script: ["ci/scan.sh", "release", "1.5"], fail: "high" }],
    ['{ script: "ci/{image}.sh", fail: never }', { script: ["ci/a.sh"] }],
  ])("%s", (scan, expected) => {
    expect(only(`images: { a: { context: ., scan: ${scan} } }`).scan).toEqual(expected);
  });

  test("defaults give it to all images", () => {
    expect(only("defaults: { scan: { script: ci/scan.sh, fail: low } }\nimages: { a: { context: . } }").scan).toEqual({
      script: ["ci/scan.sh"],
      fail: "low",
    });
  });

  test.each([
    ["{ script: ../scan.sh }", "config-path-outside"],
    ["{ script: /scan.sh }", "config-path-outside"],
    ['{ script: "{unknown}.sh" }', "config-placeholder"],
    ["{ script: scan.sh, fail: severe }", "config-value"],
    ["{ fail: high }", "config-missing-key"],
    ["{ script: scan.sh, tests: 1 }", "config-unknown-key"],
  ])("%s is a fault: %s", (scan, code) => {
    expect(faultsOf(`images: { a: { context: ., scan: ${scan} } }`)).toEqual([expect.stringContaining(code)]);
  });
});
