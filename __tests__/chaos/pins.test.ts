/** Pins, by seeds, while streams move, people decide and things go wrong: the invariants hold. */
import { afterAll, expect, test } from "@jest/globals";
import { pinnedScenarios, pinnedSeedOf, runPinnedCase } from "../support/chaos/pinned/cases.ts";
import { failuresOf } from "../support/chaos/seeds.ts";
import { removeFolders } from "../support/git.ts";

afterAll(removeFolders);

// Half of the scenarios: `npm run chaos` has them all.
const few = pinnedScenarios.filter((_, index) => index % 2 === 0);

test.each(few.map(({ name }) => name))("%s", async (name) => {
  const result = await runPinnedCase(pinnedSeedOf(name, 0));
  expect(failuresOf([result], ({ seed }) => `npm run chaos -- --pins --cases 1 --seed ${seed}`)).toEqual([]);
});
