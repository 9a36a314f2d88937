import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { Builder } from "../../../src/ports/builder.ts";
import { build } from "../../../src/steps/build/build.ts";
import { makeReporter } from "../../support/engine.ts";
import { builderInto, noContainers } from "../../support/memory-builder.ts";
import { MemoryRegistry } from "../../support/memory-registry.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";

const instant = setImmediate;
beforeEach(() => void jest.useFakeTimers({ now: Date.UTC(2026, 10, 23, 6, 17), doNotFake: ["setImmediate"] }));
afterEach(() => void jest.useRealTimers());

/** Lets so many seconds pass, with time for what files and other processes answer. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await jest.advanceTimersByTimeAsync(1000);
    await new Promise((resolve) => instant(resolve));
  }
}

test("a line each half minute says what is built, and each record how long its unit waited", async () => {
  const registry = new MemoryRegistry();
  const fast = builderInto(registry, []);
  const builder: Builder = {
    ...fast,
    async bake(...of) {
      await new Promise((resolve) => setTimeout(resolve, 40_000));
      return fast.bake(...of);
    },
  };
  const reporter = makeReporter();
  const clock = { now: () => new Date() };
  const names = ["base:release", "squid:release", "other:release"];
  const plan = makePlan(names.map((name) => makePlannedUnit(name, name.startsWith("squid") ? { base: "base:release" } : {})));
  const ports = { builder, containers: noContainers, registry, reporter, clock };
  const building = build(plan, { workTree: "/nowhere", parallel: 1 }, ports);
  await pass(130);
  const records = await building;
  expect(records.map(({ unit, problem, duration: { queue, build } }) => [unit, problem, queue, build])).toEqual([
    ["base:release", undefined, 0, 40_000],
    ["squid:release", undefined, 40_000, 40_000],
    ["other:release", undefined, 40_000, 40_000],
  ]);
  expect(reporter.groups.get("")).toEqual([
    "0 of 3 images done · running: base:release (build, 30 s) · 2 waiting",
    "1 of 3 images done · running: other:release (build, 20 s) · 1 waiting",
    "2 of 3 images done · running: squid:release (build, 10 s)",
  ]);
  expect(jest.getTimerCount()).toBe(0);
});
