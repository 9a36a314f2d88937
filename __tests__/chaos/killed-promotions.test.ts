/**
 * A merge's run, the bundle itself, killed wherever it changes something in a registry: what was
 * tested is published all the same.
 * @needs engine
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { fewKills, killAtEach } from "../support/chaos/kill-sweep.ts";
import { type Hashes, mergedHashes, runPromotionKill } from "../support/chaos/promotion-kill.ts";
import { again, failuresOf, hostsOf } from "../support/chaos/seeds.ts";
import { removeFolders } from "../support/git.ts";
import { cleanUpSteps } from "../support/runner.ts";

let hashes: Hashes;
beforeAll(async () => {
  hashes = await mergedHashes(hostsOf(2));
});
afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

test.each(fewKills)("killed $moment each effect, then: $followUp", async (kill) => {
  const results = await killAtEach(3, (boundary) => runPromotionKill({ hosts: hostsOf(boundary), hashes, ...kill, boundary }));
  expect(failuresOf(results, ({ seed }) => again("--kills", seed))).toEqual([]);
  expect(results.length).toBeGreaterThan(12); // the copy with its parts; then timestamp, stream and alias in both registries
});
