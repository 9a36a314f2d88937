/**
 * A merge's run, the bundle itself, killed wherever it changes something: what was tested is published all the same, and the checker agrees.
 * @needs engine
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { killAtEach } from "../support/chaos/boundaries.ts";
import { type Hashes, mergedHashes, runPromotionKill } from "../support/chaos/promotion-kill.ts";
import { engine } from "../support/engine.ts";
import { removeFolders } from "../support/git.ts";
import { cleanUpSteps } from "../support/runner.ts";

const hosts = [engine("TAGSTREAM_TEST_REGISTRY"), engine("TAGSTREAM_TEST_REGISTRY_B")] as const;
let hashes: Hashes;
beforeAll(async () => {
  hashes = await mergedHashes(hosts);
});
afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

test.each([
  ["before", "re-run"],
  ["after", "re-run"],
  ["before", "unrelated push"],
  ["after", "unrelated push"],
] as const)("a promotion killed %s each of its effects, then: %s", async (moment, followUp) => {
  const cases = await killAtEach(3, (boundary) => runPromotionKill({ hosts, hashes, moment, followUp, boundary }));
  expect(cases).toBeGreaterThan(12); // the copy with its parts; then timestamp, stream and alias in both registries
});
