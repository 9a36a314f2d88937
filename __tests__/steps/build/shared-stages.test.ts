import { expect, test } from "@jest/globals";
import { type Failure, failure } from "../../../src/core/lib/problems/problem.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import type { Test } from "../../../src/core/tests/kinds.ts";
import type { Containers } from "../../../src/ports/containers.ts";
import { build } from "../../../src/steps/build/build.ts";
import { makeReporter } from "../../support/engine.ts";
import { builderInto, noContainers, overlapOf } from "../../support/memory-builder.ts";
import { MemoryRegistry } from "../../support/memory-registry.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";

function plain(name: string, change: Partial<PlannedUnit> = {}): PlannedUnit {
  const destinations = [{ repository: name, required: true }];
  return makePlannedUnit(name, { destinations, platforms: ["linux/amd64"], ...change });
}

/** A target of the Dockerfile with shared stages. */
function target(name: string, change: Partial<PlannedUnit> = {}): PlannedUnit {
  const made = plain(name, change);
  return { ...made, build: { ...made.build, context: "app", dockerfile: "app/Dockerfile", target: name, sharedStages: true } };
}

const targets = (count: number) => Array.from({ length: count }, (_, index) => target(`t${index}`));
const works: Test = { kind: "run", name: "works", command: ["true"], timeout: 1000, env: {}, platforms: ["linux/amd64"] };

interface Setting {
  parallel?: number;
  broken?: Record<string, Failure>;
  run?: Containers["run"];
}

/** Builds the units, and gives what each of them overlapped with. */
async function buildAll(units: PlannedUnit[], { parallel = 1, broken = {}, run = noContainers.run }: Setting = {}) {
  const registry = new MemoryRegistry();
  const { builder, begun, overlap } = overlapOf(builderInto(registry, []), broken);
  const reporter = makeReporter();
  const ports = { builder, containers: { ...noContainers, run }, registry, reporter, clock: { now: () => new Date(0) } };
  const records = await build(makePlan(units), { workTree: "/", parallel }, ports);
  const outcomes = Object.fromEntries(records.map(({ unit, outcome }) => [unit, outcome]));
  return { records, outcomes, begun, overlap: (name: string) => overlap.get(name)?.length, reporter };
}

test("more units than slots: all builds of one Dockerfile overlap, and the others wait", async () => {
  const { begun, overlap, outcomes } = await buildAll([...targets(5), plain("other"), plain("another")]);
  expect(begun).toEqual(["t0", "t1", "t2", "t3", "t4", "other", "another"]);
  expect(begun.map(overlap)).toEqual([4, 4, 4, 4, 4, 0, 0]);
  expect(Object.values(outcomes)).toEqual(Array(7).fill("passed"));
});

test("without the key, units wait for slots", async () => {
  const { overlap } = await buildAll([plain("a"), plain("b"), plain("c")], { parallel: 1 });
  expect(["a", "b", "c"].map(overlap)).toEqual([0, 0, 0]);
});

test("two Dockerfiles take turns", async () => {
  const other = targets(2).map((unit) => ({ ...unit, build: { ...unit.build, dockerfile: "web/Dockerfile" } }));
  const web = other.map((unit) => ({ ...unit, name: `web-${unit.name}`, destinations: plain(`web-${unit.name}`).destinations }));
  const { overlap } = await buildAll([...targets(3), ...web], { parallel: 1 });
  expect(["t0", "t1", "t2", "web-t0", "web-t1"].map(overlap)).toEqual([2, 2, 2, 1, 1]);
});

test("tests have slots of their own, and no more run at once than that", async () => {
  let running = 0;
  let most = 0;
  const run: Containers["run"] = async (...args) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    return noContainers.run(...args);
  };
  const tested = targets(6).map((unit) => ({ ...unit, tests: [works] }));
  const { outcomes } = await buildAll(tested, { parallel: 2, run });
  expect(Object.values(outcomes)).toEqual(Array(6).fill("passed"));
  expect(most).toBe(2);
});

test("a base of one of them is built first; then all begin together", async () => {
  const units = [plain("base"), target("t0", { base: "base" }), target("t1"), target("t2")];
  const { begun, overlap } = await buildAll(units, { parallel: 2 });
  expect(begun[0]).toBe("base");
  expect(["base", "t0", "t1", "t2"].map(overlap)).toEqual([0, 2, 2, 2]);
});

test("a base that fails takes its own child with it, and no other", async () => {
  const units = [plain("base"), target("t0", { base: "base" }), target("t1"), target("t2")];
  const { outcomes, overlap } = await buildAll(units, { broken: { base: failure("build-failed", "no") } });
  expect(outcomes).toEqual({ base: "failed", t0: "skipped", t1: "passed", t2: "passed" });
  expect(overlap("t1")).toBe(1);
});

test("one of them built on another one begins after it", async () => {
  const { begun, outcomes } = await buildAll([target("t0"), target("t1", { base: "t0" }), target("t2")], { parallel: 1 });
  expect(begun).toEqual(["t0", "t2", "t1"]);
  expect(Object.values(outcomes)).toEqual(Array(3).fill("passed"));
});

test("a unit that fails leaves the others alone", async () => {
  const { outcomes } = await buildAll(targets(3), { broken: { t1: failure("build-failed", "no") } });
  expect(outcomes).toEqual({ t0: "passed", t1: "failed", t2: "passed" });
});

test("a shared stage that fails: each unit says so, and only the first repeats its output", async () => {
  const stage = () => failure("build-failed", "docker buildx bake failed:\n > [shared 2/2] RUN make:\n1.0 no rule\nERROR: no");
  const { records, reporter } = await buildAll(targets(3), { broken: { t0: stage(), t1: stage(), t2: stage() } });
  const short =
    "docker buildx bake failed:\n > [shared 2/2] RUN make:\nThe same step failed for t0, whose error shows its output.";
  const failed = { outcome: "failed", code: "build-failed" };
  expect(records).toMatchObject([
    { ...failed, problem: expect.stringContaining("1.0 no rule") },
    { ...failed, problem: short },
    { ...failed, problem: short },
  ]);
  expect(reporter.problems.map(({ message }) => message.split("\n").length)).toEqual([4, 3, 3]);
});
