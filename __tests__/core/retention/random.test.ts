import { expect, test } from "@jest/globals";
import { planRetention } from "../../../src/core/retention/plan.ts";
import { faultsOf } from "../../support/retention/checker.ts";
import { randomWorld } from "../../support/retention/random-world.ts";

test("random", () => {
  const bad: string[] = [];
  let gone = 0;
  const t0 = performance.now();
  let t = 0;
  for (let seed = 1; seed <= 1000; seed++) {
    const world = randomWorld(seed);
    const t1 = performance.now();
    const plan = planRetention(world.facts, world.policy, world.options);
    t += performance.now() - t1;
    gone += plan.units.flatMap((u) => u.publications.filter((p) => p.keep.length === 0)).length;
    const faults = faultsOf(world, plan);
    if (faults.length > 0) bad.push(`${seed}: ${faults.slice(0, 4).join("; ")}`);
  }
  console.log(gone, t, performance.now() - t0, bad.length);
  expect(bad.slice(0, 10)).toEqual([]);
});
