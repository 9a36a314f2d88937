/**
 * Publications, killed wherever they change something in a registry.
 * @needs engine
 */
import { expect, test } from "@jest/globals";
import { fewKills, killAtEach } from "../support/chaos/kill-sweep.ts";
import { runKill } from "../support/chaos/publication-kill.ts";
import { again, failuresOf, placeOf } from "../support/chaos/seeds.ts";
import { usePublisher } from "../support/chaos/use-publisher.ts";

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
  const options = { ...kill, ...shapes[kill.followUp] };
  const results = await killAtEach(3, (boundary) => runKill({ ...options, ...placeOf(boundary, program()), boundary }));
  expect(failuresOf(results, ({ seed }) => again("--kills", seed))).toEqual([]);
  expect(results.length).toBeGreaterThan(kill.followUp === "re-run" ? 24 : 14); // what is held is not moved
});
