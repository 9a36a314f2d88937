/**
 * Builds on the real engine.
 * @needs engine
 */
import { describe, expect, test } from "@jest/globals";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";
import type { Test } from "../../../src/core/tests/kinds.ts";
import type { BuildOptions } from "../../../src/steps/build/build.ts";
import { buildAll, buildFolder, exec, remaining, run, unit } from "../../support/builds.ts";
import { makePlan } from "../../support/plans.ts";

buildFolder();

describe("tests that fail", () => {
  test("time limits hold, and no container is left behind", async () => {
    const tests = [
      run("endless", ["sh", "-c", "echo begun; while :; do sleep 1; done"], { timeout: 6000 }),
      exec("never", ["sh", "-c", "echo no; exit 7"], 5000),
      exec("once", ["sh", "-c", "[ -e /tried ] && sleep 600; touch /tried; echo no; exit 7"], 8000),
      exec("hangs", ["sleep", "600"], 1500),
    ].map((test) => ({ ...test, platforms: ["linux/amd64"] }));
    const { of, log } = await buildAll(makePlan([unit("service:release", { tests })]));
    expect(of("service:release").tests).toMatchObject([
      { name: "endless", passed: false, reason: "timed out after 6 s", log: "begun" },
      {
        name: "never",
        passed: false,
        reason: expect.stringMatching(/^did not pass within 5 s: exit status 7/), // the limit may fall into an attempt
        log: "no\nthe container's log:\nservice begins",
      },
      {
        name: "once",
        passed: false,
        reason: "did not pass within 8 s: exit status 7, then the limit cut off an attempt",
        log: "no\nthe container's log:\nservice begins",
      },
      { name: "hangs", passed: false, reason: "did not pass within 1.5 s: no attempt finished" },
    ]);
    expect(log("service:release")).toContain("  service begins");
    expect(await remaining()).toEqual([]);
  });

  test("a service that ends early fails at once, with its log", async () => {
    const { of } = await buildAll(makePlan([unit("short:release", { tests: [exec("answers", ["false"])] })]));
    const [result] = of("short:release").tests;
    expect(result).toMatchObject({ passed: false, reason: "the service ended", log: expect.stringContaining("short of memory") });
    expect(await remaining()).toEqual([]);
  });

  test("the published image tested again: nothing is built, and the result is evidence or not", async () => {
    const { digest } = (await buildAll(makePlan([unit("base:release")]))).of("base:release");
    if (!digest) throw new Error("no image");
    const again = (tests: Test[]) => unit("base:release", { decision: "test", current: digest, tests });
    const good = await buildAll(makePlan([again([run("passes", ["test", "-s", "/base"])])]));
    expect(good.of("base:release")).toMatchObject({ outcome: "passed", digest });
    expect(good.log("base:release")).not.toContain("[internal]");
    const bad = await buildAll(makePlan([again([run("fails", ["false"])])]));
    expect(bad.of("base:release")).toMatchObject({ outcome: "failed", digest });
  });
});

describe("found before anything is built", () => {
  async function problemsOf(plan: Plan, options: Partial<BuildOptions> = {}) {
    const error = await buildAll(plan, options).catch((reason: unknown) => reason);
    if (!(error instanceof Failure)) throw error instanceof Error ? error : new Error("it did not fail");
    return error.problems;
  }

  test("all of it at once", async () => {
    const one = unit("base:release", {
      platforms: ["linux/amd64", "linux/sparc64"],
      tests: [run("any", ["true"], { platforms: ["linux/sparc64"] })],
    });
    one.build.secrets = [
      { id: "token", env: "TAGSTREAM_NOT_SET" },
      { id: "key", src: "no/key" },
    ];
    const two = unit("child:release", { base: "base:release" });
    two.build.secrets = [{ id: "token", env: "TAGSTREAM_NOT_SET" }];
    two.destinations = [{ repository: "localhost:1/nobody/listens", required: true }];
    const problems = await problemsOf(makePlan([one, two]));
    expect(problems.map(({ code }) => code)).toEqual([
      "builder-platform",
      "build-secret-missing",
      "build-secret-missing",
      "platform-cannot-run",
      "registry-unreachable",
    ]);
    expect(problems[1]?.message).toBe(
      'The secret "token" of base:release, child:release is missing: the environment variable TAGSTREAM_NOT_SET is not set. Give it to the step: env: { TAGSTREAM_NOT_SET: "\u0024{{ secrets.TAGSTREAM_NOT_SET }}" }',
    );
    expect(problems.at(-2)?.message).toContain("docker/setup-qemu-action@v4");
  });
});
