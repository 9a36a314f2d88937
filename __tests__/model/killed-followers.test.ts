import { afterAll, expect, test } from "@jest/globals";
import { allKills, fewKills } from "../support/chaos/kill-sweep.ts";
import { allShapes } from "../support/follow-story/story.ts";
import { killFollows } from "../support/follow-story/sweep.ts";
import { fuzzSeeds } from "../support/fuzz.ts";
import { removeFolders } from "../support/git.ts";

afterAll(removeFolders);

// `npm run fuzz` kills each shape with all; here each shape takes its turn.
const [isFew] = fuzzSeeds({ few: 1, all: 2 }).length === 1 ? [true] : [false];
const cases = allShapes
  .filter(({ registries }) => registries !== "optional")
  .flatMap((shape, index) => {
    const [one, other] = fewKills;
    const own = isFew ? [index === 0 || index === 3 ? one : other] : allKills;
    return own.flatMap((kill) => (kill ? [{ ...shape, ...kill }] : []));
  });

test.each(cases)("a follow killed $moment each effect, $registries registries, a set: $isSet, then: $followUp", async (kill) => {
  const { found, boundaries } = await killFollows(kill, kill);
  expect(found).toEqual([]);
  expect(boundaries).toBeGreaterThan(7); // of each image two timestamps and two streams
});
