/**
 * Publications of rebuilds that are kept, killed wherever they change something in a registry. Every
 * case of it is a real process and has the real registries (decision 65).
 * @needs engine
 */
import { expect, test } from "@jest/globals";
import { fewKills, killAtEach } from "../support/chaos/kill-sweep.ts";
import { runKill } from "../support/chaos/publication-kill.ts";
import { failuresOf, registries } from "../support/chaos/seeds.ts";
import { usePublisher } from "../support/chaos/use-publisher.ts";

const hosts = registries();
const program = usePublisher();

test.each(fewKills)("killed $moment each effect, then: $followUp", async (kill) => {
  const options = { hosts, program: program(), ...kill, kept: true, images: ["squid"] } as const;
  const results = await killAtEach(3, (boundary) => runKill({ ...options, boundary }));
  expect(failuresOf(results, () => "npm run chaos -- --kills")).toEqual([]);
  expect(results.length).toBeGreaterThan(4); // two streams' timestamp tags, in two registries: nothing else moves
});
