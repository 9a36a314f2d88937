import { describe, expect, test } from "@jest/globals";
import { planRetention } from "../../../src/core/retention/plan.ts";
import type { RetentionPlan } from "../../../src/core/retention/retention-plan.ts";
import { fuzzSeeds } from "../../support/fuzz.ts";
import { applied, interrupted } from "../../support/retention/apply.ts";
import { faultsOf, removedTags } from "../../support/retention/checker.ts";
import { type Planner, plantedBugs } from "../../support/retention/planted-bugs.ts";
import { type RandomWorld, randomWorld } from "../../support/retention/random-world.ts";

const plan: Planner = ({ facts, policy, options }) => planRetention(facts, policy, options);

/** What is wrong with the plan of a world, with those of the runs after it, and with the last one. */
function faultsIn(world: RandomWorld): { removed: number; faults: string[] } {
  const first = plan(world);
  let [before, last] = [applied(world, first), first];
  for (let rounds = 0; isPostponing(last) && rounds < 200; rounds++) {
    last = plan(before);
    before = applied(before, last);
  }
  const again = removedTags(plan(before), before);
  const isSame = !isPostponing(first) || tagsOf(before) === tagsOf(removedAtOnce(world));
  return {
    removed: removedTags(first, world).size,
    faults: [
      ...faultsOf(world, first),
      ...(again.size === 0 ? [] : [`a second run removes ${[...again].join(", ")}`]),
      ...(isSame ? [] : ["several runs remove something else than one"]),
    ],
  };
}

/** The world after one run without a limit. */
function removedAtOnce(world: RandomWorld): RandomWorld {
  const unlimited = { ...world, policy: { ...world.policy, max: 1e6 } };
  return applied(unlimited, plan(unlimited));
}

function tagsOf({ facts }: RandomWorld): string {
  // The mark of a clock that was wrong stays until its day has passed, if the run dies before it.
  const isPast = (tag: string): boolean => !tag.includes("-2027");
  return JSON.stringify(facts.units.map(({ destinations }) => destinations.map(({ tags }) => [...tags.keys()].filter(isPast))));
}

function isPostponing({ units }: RetentionPlan): boolean {
  return units.some(({ postponed = 0 }) => postponed > 0);
}

test("of 1,000 random registries nothing goes that has a reason to stay, and a second run removes nothing", () => {
  const results = fuzzSeeds({ few: 1000, all: 1000 }).map((seed) => ({ seed, ...faultsIn(randomWorld(seed)) }));
  expect(results.filter(({ faults }) => faults.length > 0)).toEqual([]);
  expect(results.filter(({ removed }) => removed > 0).length).toBeGreaterThan(results.length / 3);
});

test("a run that was killed anywhere leaves what the next one needs to do the same", () => {
  const results = fuzzSeeds({ few: 100, all: 1000 }).map((seed) => {
    const made = randomWorld(seed);
    const world = { ...made, options: { ...made.options, accept: true } }; // half of what is left may be less
    const first = plan(world);
    const killed = interrupted(world, first, (seed % 17) / 17);
    return { seed, isSame: tagsOf(finished(killed)) === tagsOf(finished(world)) };
  });
  expect(results.filter(({ isSame }) => !isSame)).toEqual([]);
});

/** The world after as many runs as it takes. */
function finished(world: RandomWorld): RandomWorld {
  const next = plan(world);
  const after = applied(world, next);
  return isPostponing(next) ? finished(after) : after;
}

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
