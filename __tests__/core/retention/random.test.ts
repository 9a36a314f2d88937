import { describe, expect, test } from "@jest/globals";
import { planRetention } from "../../../src/core/retention/plan.ts";
import type { RetentionPlan } from "../../../src/core/retention/retention-plan.ts";
import { fuzzSeeds } from "../../support/fuzz.ts";
import { applied } from "../../support/retention/apply.ts";
import { faultsOf, removedTags } from "../../support/retention/checker.ts";
import { type Planner, plantedBugs } from "../../support/retention/planted-bugs.ts";
import { type RandomWorld, randomWorld } from "../../support/retention/random-world.ts";

const plan: Planner = ({ facts, policy, options }) => planRetention(facts, policy, options);

/** What is wrong with the plan of a world, with those of the runs after it, and with the last one. */
function faultsIn(world: RandomWorld): { removed: number; faults: string[] } {
  const first = plan(world);
  const faults = faultsOf(world, first);
  const removed = removedTags(first, world).size;
  let [before, last] = [applied(world, first), first];
  for (let rounds = 0; isPostponing(last) && rounds < 200; rounds++) {
    last = plan(before);
    before = applied(before, last);
  }
  const again = removedTags(plan(before), before);
  return { removed, faults: again.size === 0 ? faults : [...faults, `a second run removes ${[...again].join(", ")}`] };
}

function isPostponing({ units }: RetentionPlan): boolean {
  return units.some(({ postponed = 0 }) => postponed > 0);
}

test("of random registries nothing goes that has a reason to stay, and a second run removes nothing", () => {
  const results = fuzzSeeds({ few: 400, all: 1000 }).map((seed) => ({ seed, ...faultsIn(randomWorld(seed)) }));
  expect(results.filter(({ faults }) => faults.length > 0)).toEqual([]);
  expect(results.filter(({ removed }) => removed > 0).length).toBeGreaterThan(results.length / 3);
});

describe("the checker finds planted bugs", () => {
  test.each(Object.entries(plantedBugs(plan)))("%s", (_, broken) => {
    const isFound = (seed: number): boolean => {
      const world = randomWorld(seed);
      return faultsOf(world, broken(world)).length > 0;
    };
    const seeds = Array.from({ length: 1000 }, (__, index) => index + 1);
    expect(seeds.find(isFound)).toBeDefined();
  });
});
