/**
 * Shared stages on the real BuildKit.
 * @needs engine
 */
import { expect, test } from "@jest/globals";
import type { UnitRecord } from "../../../src/core/build/record.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { both, buildAll, buildFolder, owner, registry, unit } from "../../support/builds.ts";
import { makePlan } from "../../support/plans.ts";

buildFolder();

/** A unit of the Dockerfile whose units share the stage `compile`. */
function sharing(name: string, more: Record<string, string> = {}, platforms = ["linux/amd64"]): PlannedUnit {
  const made = unit("shared:release");
  const args = { UNIT: name, ...more };
  return { ...made, name: `${name}:release`, platforms, build: { ...made.build, args, sharedStages: true } };
}

const sharers = (count: number, platforms?: string[]) =>
  Array.from({ length: count }, (_, index) => sharing(`u${index}`, {}, platforms));

/** The layers with what `compile` made, one of each platform of a unit. */
async function madeLayers({ platforms }: UnitRecord): Promise<(Digest | undefined)[]> {
  return Promise.all(
    platforms.map(async ({ digest }) => {
      const bytes = (await registry.manifest(`${owner}/shared`, digest))?.bytes;
      const { layers }: { layers: { digest: Digest }[] } = JSON.parse(new TextDecoder().decode(bytes));
      return layers.at(-2)?.digest;
    }),
  );
}

test("more units than slots: the stage runs once per platform, and again in the next run", async () => {
  const plan = makePlan(sharers(5, both));
  const runs: string[] = [];
  for (const _ of [1, 2]) {
    const { records } = await buildAll(plan, { parallel: 2 });
    expect(records.map(({ problem, outcome }) => problem ?? outcome)).toEqual(Array(5).fill("passed"));
    const [first, ...others] = await Promise.all(records.map(madeLayers));
    expect(new Set(first).size).toBe(2);
    for (const layers of others) expect(layers).toEqual(first);
    runs.push(...(first ?? []).map(String));
  }
  expect(new Set(runs).size).toBe(4); // no layer of the first run came into the second
}, 60_000);

test("a unit that fails in its own stage leaves the others alone", async () => {
  const { records, of } = await buildAll(makePlan([sharing("broken"), ...sharers(3)]), { parallel: 1 });
  expect(records.map(({ outcome }) => outcome)).toEqual(["failed", "passed", "passed", "passed"]);
  expect(of("broken:release").problem).toContain('test "$UNIT" != broken');
  const layers = await Promise.all(records.slice(1).map(madeLayers));
  expect(new Set(layers.flat()).size).toBe(1);
}, 60_000);

test("a shared stage that fails runs once, and one unit shows its output", async () => {
  const units = ["u0", "u1", "u2", "u3"].map((name) => sharing(name, { FAULT: "1" }));
  const { records } = await buildAll(makePlan(units), { parallel: 1 });
  const problems = records.map(({ problem = "" }) => problem);
  expect(records.map(({ outcome, code }) => [outcome, code])).toEqual(Array(4).fill(["failed", "build-failed"]));
  expect(problems.filter((text) => /^\d+\.\d+ compiled$/m.test(text))).toHaveLength(1);
  expect(problems.filter((text) => /\[compile 3\/3\] RUN .*\nThe same step failed for u\d:release, /.test(text))).toHaveLength(3);
}, 60_000);
