/**
 * Builds on the real engine.
 * @needs engine
 */
import { describe, expect, test } from "@jest/globals";
import { readAnnotations } from "../../../src/core/oci/annotations.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { evidence } from "../../../src/core/publish/evidence.ts";
import { ask } from "../../support/ask.ts";
import {
  both,
  buildAll,
  buildFolder,
  common,
  exec,
  indexOf,
  owner,
  registry,
  remaining,
  run,
  unit,
} from "../../support/builds.ts";
import { makePlan } from "../../support/plans.ts";

const folder = buildFolder();

describe("built and tested", () => {
  test("two platforms, with RUN and tests on both; the record is evidence; nothing is tagged", async () => {
    const only = unit("base:release", {
      platforms: both,
      tests: [
        run("has a date", ["cat", "/base"]),
        run("amd64 alone", ["true"], { platforms: ["linux/amd64"] }),
        { kind: "script", name: "script", command: ["tests/inspect.sh"], files: [], ...common, env: { EXTRA: "x y" } },
      ],
    });
    const plan = makePlan([only], { pullRequest: 12 });
    const { of, log, reporter } = await buildAll(plan);
    const record = of("base:release");
    expect(record.problem).toBeUndefined();
    expect(record.outcome).toBe("passed");
    expect(record.platforms.map(({ platform }) => platform)).toEqual(both);
    expect(record.tests.map(({ name, platform, passed }) => [name, platform, passed])).toEqual([
      ["has a date", "linux/amd64", true],
      ["amd64 alone", "linux/amd64", true],
      ["script", "linux/amd64", true],
      ["has a date", "linux/arm64", true],
      ["script", "linux/arm64", true],
    ]);
    expect(evidence(only, record)).toEqual({ passed: true });
    const index = await indexOf(`${owner}/base`, record.digest);
    expect(readAnnotations(index.annotations)).toMatchObject({
      inputs: "a".repeat(64),
      built: "20261123-0617",
      run: "4711",
      pullRequest: 12,
    });
    expect(index.platforms.map(({ digest }) => digest)).toEqual(record.platforms.map(({ digest }) => digest));
    const arm = record.platforms[1]?.digest;
    expect(log("base:release")).toContain(`${owner}/base@${arm}|linux/arm64|base:release|x y|${folder.path}`);
    expect(log("base:release")).toMatch(/✓ has a date {2}linux\/arm64 {2}\d+(?:\.\d)? s/);
    expect(reporter.problems).toEqual([]);
    const answer = await ask(`http://${owner.split("/")[0]}/v2/${owner.split("/")[1]}/base/tags/list`);
    expect(await answer.text()).not.toContain("release");
  });

  test("a service is waited for, and removed", async () => {
    const tests = [exec("answers", ["wget", "-qO-", "http://127.0.0.1:18080/"])];
    const { of, log } = await buildAll(
      makePlan([unit("service:release", { tests: tests.map((test) => ({ ...test, platforms: ["linux/amd64"] })) })]),
    );
    expect(of("service:release").tests).toMatchObject([{ name: "answers", passed: true }]);
    expect(of("service:release").tests[0]?.duration).toBeGreaterThan(1500);
    expect(log("service:release")).toContain("✓ answers");
    expect(await remaining()).toEqual([]);
  });

  test("values that bake or a shell might read otherwise arrive as they are", async () => {
    const value = 'a,b "c" \u0024{d} $\u0024{e} %{f} \\g ✓';
    const hostile = unit("hostile:release");
    hostile.build.args = { VALUE: value };
    hostile.build.labels = { [`label, "\u0024{x}"`]: value };
    const { of } = await buildAll(makePlan([hostile]));
    const record = of("hostile:release");
    expect(record.problem).toBeUndefined();
    const bytes = (await registry.manifest(`${owner}/hostile`, record.platforms[0]?.digest ?? ""))?.bytes;
    const config = JSON.parse(new TextDecoder().decode(bytes)).config.digest;
    const { Labels } = JSON.parse(new TextDecoder().decode(await registry.blob(`${owner}/hostile`, config))).config;
    expect(Labels).toMatchObject({ value, [`label, "\u0024{x}"`]: value, "org.opencontainers.image.version": "release" });
  });
});

describe("a base and what is built on it", () => {
  test("a broken child fails alone; the others are built on the base's digest", async () => {
    const units = [
      unit("base:release", { platforms: both }),
      unit("child:release", { platforms: both, base: "base:release", tests: [run("same base", ["cmp", "/base", "/child"])] }),
      unit("bare:release", { platforms: both, base: "base:release" }),
      unit("broken:release", { base: "base:release" }),
    ];
    const { of, reporter } = await buildAll(makePlan(units));
    const base = { unit: "base:release", digest: of("base:release").digest };
    expect(of("base:release").outcome).toBe("passed");
    expect(of("child:release")).toMatchObject({ outcome: "passed", base });
    expect(of("bare:release")).toMatchObject({ outcome: "passed", base });
    expect(of("broken:release")).toMatchObject({ outcome: "failed", problem: expect.stringContaining("not-there"), tests: [] });
    expect(of("broken:release").digest).toBeUndefined();
    expect(reporter.problems.map(({ code, severity }) => [code, severity])).toEqual([["build-failed", "error"]]);
  });

  test("a child's failing test: all its tests are seen, the base passes", async () => {
    const tests = [run("fails", ["sh", "-c", "echo because; exit 3"]), run("passes", ["true"]), run("no program", ["nowhere"])];
    const units = [unit("base:release"), unit("child:release", { base: "base:release", required: false, tests })];
    const { of, reporter, log } = await buildAll(makePlan(units));
    expect(of("base:release").outcome).toBe("passed");
    const record = of("child:release");
    expect(record.outcome).toBe("failed");
    expect(record.tests).toMatchObject([
      { name: "fails", passed: false, reason: "exit status 3", log: "because" },
      { name: "passes", passed: true },
      { name: "no program", passed: false, reason: "exit status 127: the command was not found" },
    ]);
    expect(record.problem).toContain('2 of 3 tests failed: "fails" on linux/amd64 (exit status 3)');
    expect(log("child:release")).toContain("✗ fails  linux/amd64");
    expect(reporter.problems).toMatchObject([{ code: "test-failed", severity: "warning" }]);
  });

  test.each<[string, Partial<PlannedUnit>]>([
    ["its build", { build: { ...unit("broken:release").build } }],
    ["its tests", { tests: [run("fails", ["false"])] }],
  ])("a base that fails by %s takes its children along, and theirs, and nobody else", async (_, change) => {
    const units = [
      unit("base:release", change),
      unit("child:release", { base: "base:release" }),
      unit("grandchild:release", { base: "child:release" }),
      unit("stranger:release"),
    ];
    const { of } = await buildAll(makePlan(units));
    expect(of("base:release").outcome).toBe("failed");
    expect(of("child:release")).toMatchObject({ outcome: "skipped", problem: "not built: its base base:release failed" });
    expect(of("grandchild:release")).toMatchObject({
      outcome: "skipped",
      problem: "not built: its base child:release was not built either",
    });
    expect(of("stranger:release").outcome).toBe("passed");
  });

  test("a child that does not build on its base fails, and says how to mend it", async () => {
    const units = [unit("base:release"), unit("stranger:release", { platforms: both, base: "base:release" })];
    const { of, reporter } = await buildAll(makePlan(units));
    expect(of("stranger:release").problem).toContain("Its Dockerfile does not build on base: on linux/amd64, linux/arm64");
    expect(reporter.problems).toMatchObject([{ code: "build-not-on-base" }]);
  });

  test("a base that the plan leaves alone is used as it is published", async () => {
    const first = (await buildAll(makePlan([unit("base:release")]))).of("base:release").digest;
    if (!first) throw new Error("no base");
    const units = [unit("base:release", { decision: "leave", current: first }), unit("child:release", { base: "base:release" })];
    const plan = makePlan(units, { jobs: [{ id: "child", units: ["child:release"] }] });
    const { records, of } = await buildAll(plan);
    expect(records.map(({ unit: name }) => name)).toEqual(["child:release"]);
    expect(of("child:release")).toMatchObject({ outcome: "passed", base: { unit: "base:release", digest: first } });
  });

  test("a base that is nowhere", async () => {
    const units = [unit("base:release", { decision: "leave" }), unit("child:release", { base: "base:release" })];
    const { of } = await buildAll(makePlan(units, { jobs: [{ id: "child", units: ["child:release"] }] }));
    expect(of("child:release").problem).toContain("Its base base:release was not built in this job and has no publication yet");
  });
});

test("one job of several, its units alone", async () => {
  const units = [unit("base:release"), unit("stranger:release")];
  const jobs = units.map(({ name, image }) => ({ id: image, units: [name] }));
  const { records } = await buildAll(makePlan(units, { jobs }), { job: { id: "stranger", units: ["stranger:release"] } });
  expect(records.map(({ unit: name, outcome }) => `${name} ${outcome}`)).toEqual(["stranger:release passed"]);
});
