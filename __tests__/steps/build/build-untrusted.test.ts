/**
 * Builds on the real engine.
 * @needs engine
 */
import { describe, expect, test } from "@jest/globals";
import { createBuilder } from "../../../src/adapters/docker/buildx.ts";
import { capture } from "../../../src/adapters/process/process.ts";
import type { BakeTarget } from "../../../src/core/build/bake.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { evidence } from "../../../src/core/publish/evidence.ts";
import type { Builder } from "../../../src/ports/builder.ts";
import { both, buildAll, buildFolder, common, owner, registry, run, unit } from "../../support/builds.ts";
import { makePlan } from "../../support/plans.ts";

buildFolder();

describe("an untrusted change", () => {
  test("is built and tested with no secret, and nothing leaves this machine", async () => {
    const secrets = [{ id: "token", env: "TAGSTREAM_NOT_SET" }];
    const files = unit("base:release", { platforms: both, tests: [run("has a date", ["test", "-s", "/base"])] });
    files.build.secrets = secrets;
    const child = unit("child:release", {
      platforms: both,
      base: "base:release",
      tests: [
        run("same base", ["cmp", "/base", "/child"]),
        { kind: "script", name: "script", command: ["tests/inspect.sh"], files: [], ...common },
      ],
    });
    const fresh = `${owner}-untrusted`;
    child.build.args = { BASE: `${fresh}/base:release` };
    for (const { destinations, image } of [files, child])
      destinations.splice(0, 1, { repository: `${fresh}/${image}`, required: true });
    const { of, reporter, log } = await buildAll(makePlan([files, child], { intent: "check" }));
    expect(reporter.problems).toEqual([]);
    expect(evidence(files, of("base:release"))).toEqual({ passed: true });
    expect(evidence(child, of("child:release"))).toEqual({ passed: true });
    expect(of("child:release").base).toEqual({ unit: "base:release", digest: of("base:release").digest });
    const loaded = `tagstream-check:${of("child:release").platforms[0]?.digest.slice("sha256:".length)}`;
    expect(log("child:release")).toContain(`${loaded}|linux/amd64|child:release|`);
    expect((await capture(["docker", "image", "inspect", loaded])).status).not.toBe(0);
    for (const image of ["base", "child"]) expect(await registry.tags(`${fresh}/${image}`)).toEqual([]);
    const digest = of("base:release").digest ?? "";
    expect(await registry.manifest(`${fresh}/base`, digest)).toBeUndefined();
  });
});

describe("an untrusted change of a child alone", () => {
  test("is built on what its base's stream shows", async () => {
    const { digest } = (await buildAll(makePlan([unit("base:release")]))).of("base:release");
    const manifest = digest && (await registry.manifest(`${owner}/base`, digest));
    if (!manifest) throw new Error("no base");
    const shown = unit("base:shown", { decision: "leave" });
    await registry.putManifest(`${owner}/base`, "shown", manifest);
    const jobs = [{ id: "bare", units: ["bare:release"] }];
    const { of } = await buildAll(makePlan([shown, unit("bare:release", { base: "base:shown" })], { intent: "check", jobs }));
    expect(of("bare:release")).toMatchObject({ outcome: "passed", base: { unit: "base:shown", digest } });
  });
});

describe("what was pushed is read back, and is something else", () => {
  const half = { platforms: both.slice(0, 1) };
  const anonymous = { annotations: [] };
  const unproven = { attest: [{ type: "provenance", disabled: "true" }] };
  const plain = { ...anonymous, ...unproven };

  /** A builder that is asked for something else than we ask for. */
  function altered(change: Partial<Record<keyof BakeTarget, unknown>>): Builder {
    const builder = createBuilder();
    return {
      ...builder,
      bake: (request, ...rest) => {
        const { target } = request.definition as { target: { unit: BakeTarget } };
        return builder.bake({ ...request, definition: { target: { unit: { ...target.unit, ...change } } } }, ...rest);
      },
    };
  }
  const elsewhere: Builder = { ...createBuilder(), bake: async () => `sha256:${"0".repeat(64)}` };

  test.each<[string, Builder, PlannedUnit, string, string]>([
    [
      "a platform too few",
      altered(half),
      unit("base:release", { platforms: both }),
      "build-platforms-missing",
      "has linux/amd64 instead of linux/amd64, linux/arm64.",
    ],
    [
      "a platform too many",
      altered({ platforms: both }),
      unit("base:release"),
      "build-platforms-missing",
      "instead of linux/amd64.",
    ],
    ["no annotations", altered(anonymous), unit("base:release"), "build-annotations-missing", "io.github.tagstream.inputs"],
    ["no index", altered(plain), unit("base:release"), "build-unreadable", "not an image index"],
    ["nothing", elsewhere, unit("base:release"), "build-unreadable", "does not show sha256:"],
  ])("%s", async (_, builder, only, code, message) => {
    const { of, reporter } = await buildAll(makePlan([only]), {}, builder);
    expect(of(only.name)).toMatchObject({ outcome: "failed", problem: expect.stringContaining(message) });
    expect(of(only.name).digest).toBeUndefined();
    expect(reporter.problems).toMatchObject([{ code }]);
  });

  test("no provenance, where a base has to be proven", async () => {
    const { digest } = (await buildAll(makePlan([unit("base:release", { platforms: both })]))).of("base:release");
    const units = [
      unit("base:release", { decision: "leave", ...(digest ? { current: digest } : {}) }),
      unit("child:release", { base: "base:release", platforms: both }),
    ];
    const plan = makePlan(units, { jobs: [{ id: "child", units: ["child:release"] }] });
    const { reporter } = await buildAll(plan, {}, altered(unproven));
    expect(reporter.problems).toMatchObject([{ code: "build-not-on-base" }]);
  });
});
