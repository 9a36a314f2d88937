import { expect, test } from "@jest/globals";
import { annotationsOf } from "../../../src/core/build/bake.ts";
import { readAnnotations } from "../../../src/core/oci/annotations.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";

const hash = "0123456789abcdef".repeat(4);

test("reads back what a build writes", () => {
  const unit = makePlannedUnit("squid:release", { inputs: { hash } });
  expect(readAnnotations(annotationsOf(makePlan([unit], { pullRequest: 12 }), unit))).toEqual({
    inputs: hash,
    tests: "b".repeat(64),
    built: "20261123-0617",
    revision: "d".repeat(40),
    intent: "rebuild",
    run: "4711",
    pullRequest: 12,
    source: "https://github.com/octo/images",
  });
});

test.each<[string, string]>([
  ["inputs", hash.slice(1)],
  ["inputs", hash.toUpperCase()],
  ["tests", ""],
  ["built", "20261323-0617"],
  ["built", "today"],
  ["intent", ""],
  ["intent", "Weekly rebuild"],
  ["run", ""],
  ["run", "a b"],
  ["pull-request", "0"],
  ["pull-request", "-1"],
  ["pull-request", "12a"],
])("a malformed value counts as absent: %s=%s", (key, value) => {
  expect(readAnnotations({ [`io.github.tagstream.${key}`]: value })).toEqual({});
});
