/**
 * Streams with sources, aliases that publications give, git tags, and candidates elsewhere, by
 * seeds, under faults and races: the invariants hold.
 * @needs engine
 */
import { afterAll, expect, test } from "@jest/globals";
import { failuresOf, registries } from "../support/chaos/seeds.ts";
import { runSourcedCase, sourcedScenarios, sourcedSeedOf } from "../support/chaos/sourced/cases.ts";
import { removeFolders } from "../support/git.ts";

const hosts = registries();
afterAll(removeFolders);

test.each(sourcedScenarios.map(({ name }) => name))("%s", async (name) => {
  const result = await runSourcedCase(sourcedSeedOf(name, 0), hosts);
  expect(failuresOf([result], ({ seed }) => `npm run chaos -- --sources --cases 1 --seed ${seed}`)).toEqual([]);
});
