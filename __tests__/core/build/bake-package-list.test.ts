import { expect, test } from "@jest/globals";
import { bakeDefinition } from "../../../src/core/build/bake.ts";
import type { Intent } from "../../../src/core/events/intent.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const bare: Partial<PlannedUnit> = { build: { ...makeUnit("squid:release").build, packages: false } };
const generator = `registry.example.org/octo/scanner@${makeDigest("scanner")}`;
const listed = (change: Partial<PlannedUnit>, intent: Intent, available = [generator]) => {
  const unit = makePlannedUnit("squid:release", { platforms: ["linux/amd64", "linux/arm64"], ...change });
  const layout = intent === "check" || intent === "local" ? "/tmp/squid" : undefined;
  return bakeDefinition(makePlan([unit], { intent }), unit, [], layout, {}, ...available);
};
const marks = ({ definition }: ReturnType<typeof bakeDefinition>) =>
  definition.target["unit"]?.annotations.filter((text) => text.includes("generator"));

test.each<Intent>(["rebuild", "publish", "candidate", "check", "version", "release"])("%s: of every platform", (intent) => {
  const made = listed({}, intent);
  expect(made.definition.target["unit"]?.attest).toEqual([
    { type: "provenance", mode: "min" },
    { type: "sbom", generator },
  ]);
  expect(marks(made)).toEqual([`manifest-descriptor:io.github.tagstream.generator=${generator}`]);
  expect(made.generator).toBe(generator);
});

test.each<[string, ReturnType<typeof bakeDefinition>]>([
  ["an image that wants none", listed(bare, "rebuild")],
  ["a build on one's own machine", listed({}, "local")],
  ["a job without a generator", listed({}, "rebuild", [])],
])("not of %s", (_, made) => {
  expect(made.definition.target["unit"]?.attest).toEqual([{ type: "provenance", mode: "min" }]);
  expect(marks(made)).toEqual([]);
  expect(made).not.toHaveProperty("generator");
});

test("is no input: the annotations of the index are the same without", () => {
  const onIndex = (made: ReturnType<typeof bakeDefinition>) =>
    made.definition.target["unit"]?.annotations.filter((text) => text.startsWith("index,"));
  expect(onIndex(listed({}, "rebuild"))).toEqual(onIndex(listed(bare, "rebuild")));
});
