/**
 * Builds on a builder of two nodes, one for each platform.
 * @needs engine
 */
import { describe, expect, test } from "@jest/globals";
import { annotationsOf } from "../../../src/core/build/bake.ts";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import { evidence } from "../../../src/core/publish/evidence.ts";
import { both, buildAll, buildFolder, indexOf, owner, registry, run, unit } from "../../support/builds.ts";
import { engine } from "../../support/engine.ts";
import { withEnvironment } from "../../support/environment.ts";
import { makePlan } from "../../support/plans.ts";

buildFolder({
  // A node says its own platform here: node 1, on an amd64 machine, never says linux/arm64.
  "base/Dockerfile": "FROM busybox:1.36\nARG BUILDPLATFORM\nRUN echo $BUILDPLATFORM > /built-on\n",
  "child/Dockerfile": "FROM base\nRUN test -s /built-on && uname -m > /machine\n",
  "broken/Dockerfile": 'FROM busybox:1.36\nRUN echo built; [ "$(uname -m)" = x86_64 ]\n',
});

const onNodes = (plan: Plan) => withEnvironment({ BUILDX_BUILDER: engine("TAGSTREAM_TEST_BUILDER_NODES") }, () => buildAll(plan));

/** A base, tested to be built for arm64 on the node for arm64, and a child. */
function chain(): [PlannedUnit, PlannedUnit] {
  const onOwnNode = '[ "$(uname -m)" = x86_64 ] || [ "$(cat /built-on)" = linux/arm64 ]';
  const tests = [run("arm64 on its own node", ["sh", "-c", onOwnNode])];
  const child = {
    platforms: both,
    base: "base:release",
    tests: [run("for itself", ["sh", "-c", '[ "$(uname -m)" = "$(cat /machine)" ]'])],
  };
  return [unit("base:release", { platforms: both, tests }), unit("child:release", child)];
}

describe("an image whose platforms are on two nodes", () => {
  test("is built natively on each, in one index with its annotations, under no tag; so is what is built on it", async () => {
    const units = chain();
    const plan = makePlan(units);
    const { of, log, reporter } = await onNodes(plan);
    expect(reporter.problems).toEqual([]);
    for (const one of units) {
      const record = of(one.name);
      expect(evidence(one, record)).toEqual({ passed: true });
      const index = await indexOf(`${owner}/${one.image}`, record.digest);
      expect(index.annotations).toEqual(annotationsOf(plan, one));
      expect(index.platforms.map(({ platform, digest }) => ({ platform, digest }))).toEqual(record.platforms);
      expect(index.platforms.map(({ attestation }) => attestation)).not.toContain(undefined);
      expect(await registry.tags(`${owner}/${one.image}`)).toEqual([]);
    }
    expect(of("child:release").base).toEqual({ unit: "base:release", digest: of("base:release").digest });
    expect(log("base:release")).toMatch(/^linux\/arm64: built sha256:/m);
  });

  test("that stays on this machine, too", async () => {
    const units = chain();
    for (const { destinations, image } of units)
      destinations.splice(0, 1, { repository: `${owner}-kept/${image}`, required: true });
    const { of } = await onNodes(makePlan(units, { intent: "check" }));
    for (const one of units) {
      expect(evidence(one, of(one.name))).toEqual({ passed: true });
      const digest = of(one.name).digest ?? "";
      expect(await registry.manifest(`${owner}-kept/${one.image}`, digest)).toBeUndefined();
    }
  });

  test("one of them on no node, is refused before any build", async () => {
    const plan = makePlan([unit("base:release", { platforms: [...both, "linux/s390x"] })]);
    await expect(onNodes(plan)).rejects.toMatchObject({
      problems: [{ code: "builder-platform", message: expect.stringMatching(/for linux\/s390x.*its nodes have linux\/amd64/) }],
    });
  });

  test("that one platform cannot build fails, by the platform's name, and has no index", async () => {
    const { of } = await onNodes(makePlan([unit("broken:release", { platforms: both })]));
    const record = of("broken:release");
    expect(record).toMatchObject({ outcome: "failed", code: "build-failed", platforms: [] });
    expect(record.problem).toMatch(/^linux\/arm64: docker buildx bake failed:[\s\S]*exit code: 1/);
    expect(record.problem).not.toContain("linux/amd64: docker");
    expect(record.digest).toBeUndefined();
  });
});
