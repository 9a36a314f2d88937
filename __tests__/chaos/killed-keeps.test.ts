/**
 * Publications of rebuilds that are kept, killed wherever they change something in a registry.
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

test.each(fewKills)("killed $moment each effect, then: $followUp", async (kill) => {
  const options = { hosts, program, ...kill, kept: true, images: ["squid"] } as const;
  const results = await killAtEach(3, (boundary) => runKill({ ...options, boundary }));
  expect(failuresOf(results, () => "npm run chaos -- --kills")).toEqual([]);
  expect(results.length).toBeGreaterThan(4); // two streams' timestamp tags, in two registries: nothing else moves
});
