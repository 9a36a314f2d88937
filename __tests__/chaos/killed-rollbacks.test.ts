/**
 * Rollbacks, killed wherever they change something in a registry or at GitHub.
 * @needs engine
 */
import { expect, test } from "@jest/globals";
import { fewKills, killAtEach } from "../support/chaos/kill-sweep.ts";
import { runRollbackKill } from "../support/chaos/rollback-kill.ts";
import { again, failuresOf, placeOf } from "../support/chaos/seeds.ts";
import { usePublisher } from "../support/chaos/use-publisher.ts";

const program = usePublisher();

test.each(fewKills)("killed $moment each effect, then: $followUp; then the hold is lifted", async (kill) => {
  const results = await killAtEach(3, (boundary) => runRollbackKill({ ...placeOf(boundary, program()), ...kill, boundary }));
  expect(failuresOf(results, ({ seed }) => again("--kills", seed))).toEqual([]);
  // Two uploads begun, label and issue; two copies; four timestamp tags, four stream tags, two aliases.
  expect(results.length).toBeGreaterThan(16);
});
