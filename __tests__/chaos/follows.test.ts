/**
 * Followers, by seeds, under faults and races: the invariants hold.
 * @needs engine
 */
import { afterAll, expect, test } from "@jest/globals";
import { followedScenarios, followedSeedOf, runFollowedCase } from "../support/chaos/followed/cases.ts";
import { failuresOf, registries } from "../support/chaos/seeds.ts";
import { removeFolders } from "../support/git.ts";

const hosts = registries();
afterAll(removeFolders);

test.each(followedScenarios.map(({ name }) => name))("%s", async (name) => {
  const result = await runFollowedCase(followedSeedOf(name, 0), hosts);
  expect(failuresOf([result], ({ seed }) => `npm run chaos -- --follows --cases 1 --seed ${seed}`)).toEqual([]);
});
