/**
 * The run of a release's git tag, which writes a stream and a version, and pushes with aliases that
 * publications give, killed wherever they change something in a registry. `npm run chaos` kills at
 * every effect; here it is every ninth.
 * @needs engine
 */
import { afterAll, expect, test } from "@jest/globals";
import { again, failuresOf, hostsOf } from "../support/chaos/seeds.ts";
import { fewSourcedKills, killSources } from "../support/chaos/sourced/kills.ts";
import { removeFolders } from "../support/git.ts";

afterAll(removeFolders);

test.each(fewSourcedKills)("$killed, killed $moment an effect, then $followUp", async ({ first, ...kill }) => {
  const results = await killSources(hostsOf, kill, { workers: 1, first, step: 9 });
  expect(failuresOf(results, ({ seed }) => again("--sources --kills", (seed - first) / 9 + 1))).toEqual([]);
  expect(results.length).toBeGreaterThan(2);
});
