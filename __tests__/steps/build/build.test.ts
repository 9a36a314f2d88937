import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createBuilder } from "../../../src/adapters/docker/buildx.ts";
import { createContainers } from "../../../src/adapters/docker/containers.ts";
import { capture } from "../../../src/adapters/process/process.ts";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import type { BakeTarget } from "../../../src/core/build/bake.ts";
import type { UnitRecord } from "../../../src/core/build/record.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { Failure } from "../../../src/core/lib/problem.ts";
import { readAnnotations } from "../../../src/core/oci/annotations.ts";
import { parseIndex } from "../../../src/core/oci/image-index.ts";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import { evidence } from "../../../src/core/publish/evidence.ts";
import type { Test } from "../../../src/core/tests/kinds.ts";
import type { Builder } from "../../../src/ports/builder.ts";
import { type BuildOptions, build } from "../../../src/steps/build/build.ts";
import { ask } from "../../support/ask.ts";
import { engine, makeFolder, makeReporter } from "../../support/engine.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";

const owner = `${process.env["TAGSTREAM_TEST_REGISTRY"]}/test-${randomBytes(6).toString("hex")}`;
const registry = createRegistry({ retry: { scale: 0.01 } });
const both = ["linux/amd64", "linux/arm64"];
const files: Record<string, string> = {
  "base/Dockerfile": "FROM busybox:1.36\nRUN date > /base\n",
  // Its FROM names a reference that does not exist: only the override makes it resolve.
  "child/Dockerfile": `ARG BASE=${owner}/base:release\nFROM $BASE\nRUN cp /base /child && uname -m > /machine\n`,
  "bare/Dockerfile": "FROM base\nRUN cp /base /bare\n",
  "broken/Dockerfile": `FROM ${owner}/base:release\nRUN cat /base && cat /not-there\n`,
  "stranger/Dockerfile": "FROM busybox:1.36\nRUN true\n",
  "service/Dockerfile": `FROM busybox:1.36
RUN mkdir /www && echo ready > /www/index.html && printf '#!/bin/sh\\necho service begins; sleep 2; exec httpd -f -p 18080 -h /www' > /init && chmod +x /init
ENTRYPOINT ["/init"]
`,
  "short/Dockerfile": 'FROM busybox:1.36\nENTRYPOINT ["sh", "-c", "echo short of memory; exit 1"]\n',
  "hostile/Dockerfile": 'FROM busybox:1.36\nARG VALUE\nLABEL value="$VALUE"\nRUN true\n',
  "tests/inspect.sh":
    '#!/bin/sh\necho "$TAGSTREAM_IMAGE|$TAGSTREAM_PLATFORM|$TAGSTREAM_UNIT|$EXTRA|$(pwd)"\ntest -f tests/inspect.sh\n',
};
let folder: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  engine("TAGSTREAM_TEST_REGISTRY");
  folder = await makeFolder(files);
});
afterAll(() => folder.dispose());

function unit(name: string, change: Partial<PlannedUnit> = {}): PlannedUnit {
  const image = name.split(":")[0] ?? "";
  return makePlannedUnit(name, {
    destinations: [{ repository: `${owner}/${image}`, required: true }],
    build: { context: image, dockerfile: `${image}/Dockerfile`, args: {}, contexts: {}, secrets: [], labels: {} },
    ...change,
  });
}

const common = { timeout: 60_000, env: {}, platforms: both };
const run = (name: string, command: string[], change: Partial<Test> = {}): Test =>
  ({ kind: "run", name, command, ...common, ...change }) as Test;
const exec = (name: string, command: string[], within = 30_000): Test => ({ kind: "exec", name, command, within, ...common });

async function buildAll(plan: Plan, options: Partial<BuildOptions> = {}, builder: Builder = createBuilder()) {
  const reporter = makeReporter();
  const ports = {
    builder,
    containers: createContainers(),
    registry,
    reporter,
    clock: { now: () => new Date() },
  };
  const records = await build(plan, { workTree: folder.path, ...options }, ports);
  const units = new Map<string, UnitRecord>(records.flatMap((record) => record.units).map((record) => [record.unit, record]));
  const of = (name: string): UnitRecord => {
    const record = units.get(name);
    if (!record) throw new Error(`no record of ${name}`);
    return record;
  };
  return { records, of, reporter, log: (name: string) => (reporter.groups.get(name) ?? []).join("\n") };
}

/** Containers of ours that are left, of images of this test. */
async function remaining(): Promise<string[]> {
  const argv = ["docker", "ps", "--all", "--format", "{{.Image}}", "--filter", "label=io.github.tagstream.test=1"];
  return (await capture(argv)).stdout.split("\n").filter((image) => image.startsWith(owner));
}

async function indexOf(repository: string, digest: Digest | undefined) {
  const manifest = digest && (await registry.manifest(repository, digest));
  if (!manifest) throw new Error("not in the registry");
  return parseIndex(manifest.bytes);
}

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
    const { records, of, log, reporter } = await buildAll(plan);
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
    expect(records[0]).toMatchObject({
      version: 1,
      plan: { repository: "octo/images", commit: plan.commit, timestamp: plan.timestamp, run: "4711" },
      job: "all",
    });
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
    expect(log("base:release")).toMatch(/✓ has a date {2}linux\/arm64 {2}\d+\.\d s/);
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
    expect(records.map(({ job, units }) => [job, units.length])).toEqual([["child", 1]]);
    expect(of("child:release")).toMatchObject({ outcome: "passed", base: { unit: "base:release", digest: first } });
  });

  test("a base that is nowhere", async () => {
    const units = [unit("base:release", { decision: "leave" }), unit("child:release", { base: "base:release" })];
    const { of } = await buildAll(makePlan(units, { jobs: [{ id: "child", units: ["child:release"] }] }));
    expect(of("child:release").problem).toContain(
      "Its base base:release was not built in this job, and nothing is published of it yet",
    );
  });
});

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
      "has linux/amd64, and was",
    ],
    [
      "a platform too many",
      altered({ platforms: both }),
      unit("base:release"),
      "build-platforms-missing",
      "was to have linux/amd64.",
    ],
    ["no annotations", altered(anonymous), unit("base:release"), "build-annotations-missing", "io.github.tagstream.inputs"],
    ["no index", altered(plain), unit("base:release"), "build-unreadable", "is no image index"],
    ["nothing", elsewhere, unit("base:release"), "build-unreadable", "is not in localhost:"],
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
        reason: "did not pass within 8 s: exit status 7, then an attempt that the limit cut off",
        log: "no\nthe container's log:\nservice begins",
      },
      { name: "hangs", passed: false, reason: "did not pass within 1.5 s: no attempt came to an end" },
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

  test("a job that the plan does not have", async () => {
    const problems = await problemsOf(makePlan([unit("base:release")]), { job: "two" });
    expect(problems).toMatchObject([{ code: "build-unknown-job", message: 'The plan has no job "two". It has: all.' }]);
  });
});

test("one job of several, its units alone", async () => {
  const units = [unit("base:release"), unit("stranger:release")];
  const jobs = units.map(({ name, image }) => ({ id: image, units: [name] }));
  const { records } = await buildAll(makePlan(units, { jobs }), { job: "stranger" });
  expect(records.map(({ job, units }) => [job, units.map(({ unit, outcome }) => `${unit} ${outcome}`)])).toEqual([
    ["stranger", ["stranger:release passed"]],
  ]);
});
