/**
 * Publications, killed wherever they change something in a registry.
 * @needs engine
 */
import { expect, test } from "@jest/globals";
import { runKill } from "../support/chaos/cases.ts";
import { fewKills, killAtEach } from "../support/chaos/kill-sweep.ts";
import { failuresOf, registries } from "../support/chaos/seeds.ts";
import { usePublisher } from "../support/chaos/use-publisher.ts";

const hosts = registries();
const program = usePublisher();

/**
 * Either every platform was built in a job of its own, so that publishing begins with making the index, and nothing is held; or some
 * units are rolled back: see `holdSome`.
 */
const shapes = {
  "re-run": { legs: true, images: ["squid"] },
  "unrelated push": { holds: 4, images: ["base", "squid"] },
} as const;

test.each(fewKills)("killed $moment each effect, then: $followUp", async (kill) => {
  const options = { hosts, program: program(), ...kill, ...shapes[kill.followUp] };
  const results = await killAtEach(3, (boundary) => runKill({ ...options, boundary }));
  expect(failuresOf(results, () => "npm run chaos -- --kills")).toEqual([]);
  expect(results.length).toBeGreaterThan(kill.followUp === "re-run" ? 24 : 14); // what is held is not moved
});
