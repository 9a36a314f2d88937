import { describe, expect, test } from "@jest/globals";
import { basesOfGroups, togetherKey } from "../../../src/core/build/together.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { baseUnitsOf } from "../../../src/core/unit/bases.ts";
import { makePlannedUnit } from "../../support/plans.ts";

/** A target of the Dockerfile in a folder, or an image of its own. */
function unit(name: string, folder?: string, base?: string): PlannedUnit {
  const { build } = makePlannedUnit(name);
  return makePlannedUnit(name, {
    ...(base === undefined ? {} : { base }),
    ...(folder === undefined
      ? {}
      : { build: { ...build, context: folder, dockerfile: `${folder}/Dockerfile`, sharedStages: true } }),
  });
}

test("only builds begin together", () => {
  expect(togetherKey(unit("web:r", "app"))).toBeDefined();
  expect(togetherKey({ ...unit("web:r", "app"), decision: "test" })).toBeUndefined();
  expect(togetherKey(unit("web:r"))).toBeUndefined();
});

describe("the bases that a group waits for", () => {
  test.each<[string, PlannedUnit[], Record<string, string[]>]>([
    [
      "those of all its units",
      [unit("one:r"), unit("two:r"), unit("web:r", "app", "one:r"), unit("job:r", "app", "two:r"), unit("cli:r", "app")],
      { "web:r": ["one:r", "two:r"], "job:r": ["one:r", "two:r"], "cli:r": ["one:r", "two:r"] },
    ],
    ["none of units without the key", [unit("one:r"), unit("web:r", undefined, "one:r")], {}],
    [
      "not one of its own units: whoever builds on it begins later",
      [unit("web:r", "app"), unit("job:r", "app", "web:r"), unit("cli:r", "app", "job:r")],
      { "web:r": [] },
    ],
    [
      "not one that is built on a unit of a group",
      [unit("web:r", "app"), unit("mid:r", undefined, "web:r"), unit("job:r", "app", "mid:r")],
      { "web:r": [] },
    ],
    [
      "two groups with bases in each other do not wait for each other",
      [unit("a1:r", "a"), unit("b1:r", "b"), unit("a2:r", "a", "b1:r"), unit("b2:r", "b", "a1:r")],
      { "a1:r": [], "b1:r": [] },
    ],
  ])("%s", (_, units, expected) => {
    const found = basesOfGroups(units, baseUnitsOf);
    expect(Object.fromEntries([...found].map(([name, bases]) => [name, [...bases]]))).toEqual(expected);
  });
});
