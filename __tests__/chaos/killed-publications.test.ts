/**
 * Publications, killed wherever they change something in a registry.
 * @needs engine
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runKill } from "../support/chaos/cases.ts";
import { buildPublisher, type PublisherProgram } from "../support/chaos/child.ts";
import { fewKills, killAtEach } from "../support/chaos/kill-sweep.ts";
import { failuresOf, registries } from "../support/chaos/seeds.ts";
import { removeFolders } from "../support/git.ts";

const hosts = registries();
let program: PublisherProgram;
beforeAll(async () => {
  program = await buildPublisher();
});
afterAll(() => {
  program.remove();
  removeFolders();
});

/**
 * Either every platform was built in a job of its own, so that publishing begins with making the index, and nothing is held; or some
 * units are rolled back: see `holdSome`.
 */
const shapes = {
  "re-run": { legs: true, images: ["squid"] },
  "unrelated push": { holds: 4, images: ["base", "squid"] },
} as const;

test.each(fewKills)("killed $moment each effect, then: $followUp", async (kill) => {
  const options = { hosts, program, ...kill, ...shapes[kill.followUp] };
  const results = await killAtEach(3, (boundary) => runKill({ ...options, boundary }));
  expect(failuresOf(results, () => "npm run chaos -- --kills")).toEqual([]);
  expect(results.length).toBeGreaterThan(kill.followUp === "re-run" ? 24 : 14); // what is held is not moved
});
