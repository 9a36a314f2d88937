/** A plan is a file from another job: what `plan` cannot write for this commit, `build` and `publish` refuse (docs/security.md). */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createFiles } from "../../../src/adapters/files.ts";
import { createHasher, sha256 } from "../../../src/adapters/git/hasher.ts";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import { plan } from "../../../src/commands/plan.ts";
import { testsHash } from "../../../src/core/inputs/inputs-hash.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import type { Ports } from "../../../src/ports/index.ts";
import type { Registry } from "../../../src/ports/registry.ts";
import type { Session } from "../../../src/ports/session.ts";
import { readRequest } from "../../../src/request.ts";
import { readPlanFor } from "../../../src/steps/plan/read-plan.ts";
import { makeReporter } from "../../support/engine.ts";
import { makeFolder, removeFolders, TestRepository } from "../../support/git.ts";

const configuration = `registries: [one.example.org/osg]
images:
  base: { context: base, platforms: [linux/amd64, linux/arm64] }
  squid:
    context: squid
    base: base
    target: final
    args: { CHANNEL: "release {built}" }
    contexts: { shared: shared, alpine: "docker-image://alpine:3", src: "https://example.org/a.git" }
    secrets: [TOKEN, { id: key, src: /run/secrets/key }]
    labels: { a: b }
    platforms: [linux/amd64, linux/arm64]
    aliases: [{ tag: latest }]
    tests:
      - { script: [tests/a.sh, "../x"], files: [tests/data], env: { A: b } }
      - { run: squid -v, platforms: [linux/amd64] }
      - { exec: curl localhost, within: 30s }
promotion: { max-age: 3d }
`;
const files = {
  ".github/tagstream.yml": configuration,
  "ci/other.yml": "registries: [one.example.org/osg]\nimages: { squid: { context: squid } }\n",
  "base/Dockerfile": "FROM busybox\n",
  "squid/Dockerfile": "FROM base AS final\n",
  "shared/file": "",
  "tests/a.sh": "#!/bin/sh\n",
  "tests/data/one": "1\n",
};

const repository = new TestRepository(makeFolder());
const registry = {
  tags: async () => [],
  resolve: async () => undefined,
  manifest: async () => undefined,
} as unknown as Registry;
let written = "";

/** One start of the program in a run of the weekly rebuild. */
async function session(): Promise<Session> {
  const ports: Omit<Ports, "builder" | "containers"> = {
    repository: await openRepository(repository.folder, { ownedByOthers: true }),
    hasherOf: createHasher,
    registry,
    files: createFiles(),
    clock: { now: () => new Date("2026-11-23T06:17:00Z") },
    reporter: makeReporter(),
  };
  return {
    ports: ports as Ports,
    event: {
      name: "schedule",
      payload: { repository: { default_branch: "main" } },
      ref: "refs/heads/main",
      sha: repository.head(),
      repository: "osg/images",
      runId: "4711",
      runAttempt: 1,
    },
    temporary: path.dirname(written),
  };
}

function requestOf(command: string, inputs: Record<string, string> = {}) {
  const given: Record<string, string> = { command, plan: written, job: "x", records: "records", ...inputs };
  return readRequest((name) => given[name] ?? "");
}

async function planned(inputs: Record<string, string> = {}): Promise<Plan> {
  expect(await plan(requestOf("plan", inputs), await session())).toBe(0);
  return JSON.parse(readFileSync(written, "utf8")) as Plan;
}

/** What the command says to the plan; nothing where it takes it. */
async function refusal(inputs: Record<string, string> = {}, started?: Session): Promise<string> {
  try {
    await readPlanFor(requestOf("build", inputs), started ?? (await session()));
  } catch (error) {
    if (error instanceof Failure) return error.problems.map(({ code, message }) => `${code}: ${message}`).join("\n");
    throw error;
  }
  return "";
}

beforeAll(() => {
  repository.git("init", "--quiet", "--initial-branch=main");
  repository.commit(files);
  written = path.join(makeFolder(), "plan.json");
});
afterAll(removeFolders);

type Change = (unit: PlannedUnit, plan: Plan) => unknown;
const set = Object.assign;

describe("a plan that another job has changed is refused", () => {
  let original: Plan;
  let started: Session;
  beforeAll(async () => {
    original = await planned();
    started = await session();
  });
  const contexts = [
    ...[
      "https://example.org/a.git",
      "http://example.org/a.tar",
      "git://example.org/a",
      "ssh://git@example.org/a",
      "git@example.org:a",
    ],
    ...[
      "github.com/osg/images",
      "docker-image://alpine",
      "oci-layout:///tmp/x",
      "cwd://squid",
      "target:other",
      "input:x",
      "file:///etc",
    ],
    ...["-", "", "/etc", "..", "squid/..", "./squid", "squid/", "squid//x", "base", "squid\\x", "squid\nx"],
  ];
  test.each<[what: string, at: string, change: Change]>([
    ...contexts.map((text): [string, string, Change] => [
      `context ${JSON.stringify(text)}`,
      "build.context",
      ({ build }) => set(build, { context: text }),
    ]),
    ...["/etc/passwd", "../Dockerfile", "https://example.org/Dockerfile", "squid/-", ".", "base/Dockerfile", "cwd://x"].map(
      (text): [string, string, Change] => [
        `Dockerfile ${text}`,
        "build.dockerfile",
        ({ build }) => set(build, { dockerfile: text }),
      ],
    ),
    ...[
      "target:other",
      "input:x",
      "oci-layout:///tmp/x@sha256:1",
      "cwd://x",
      "-",
      "/etc",
      "../x",
      "docker-image://evil",
      "git@example.org:x",
    ].map((text): [string, string, Change] => [
      `named context ${text}`,
      "build.contexts",
      ({ build }) => set(build.contexts, { shared: text }),
    ]),
    ["one named context more", "build.contexts.busybox", ({ build }) => set(build.contexts, { busybox: "docker-image://evil" })],
    ["one named context less", "build.contexts.alpine", ({ build }) => delete build.contexts["alpine"]],
    ["another stage", "build.target", ({ build }) => set(build, { target: "other" })],
    ["another build argument", "build.args.CHANNEL", ({ build }) => set(build.args, { CHANNEL: "testing" })],
    ["a build argument more", "build.args.HTTP_PROXY", ({ build }) => set(build.args, { HTTP_PROXY: "http://evil" })],
    ["another label", "build.labels.a", ({ build }) => set(build.labels, { a: "c" })],
    ["another secret's variable", "build.secrets[0].env", ({ build }) => set(build.secrets[0] ?? {}, { env: "OTHER" })],
    ["another secret's file", "build.secrets[1].src", ({ build }) => set(build.secrets[1] ?? {}, { src: "/etc/shadow" })],
    ["a secret's file above", "build.secrets[1].src", ({ build }) => set(build.secrets[1] ?? {}, { src: "../x" })],
    ["a secret more", "build.secrets", ({ build }) => build.secrets.push({ id: "x", env: "GITHUB_TOKEN" })],
    [
      "a platform less",
      "platforms",
      (unit) => {
        for (const test of unit.tests) test.platforms = ["linux/amd64"];
        return unit.platforms.pop();
      },
    ],
    ["another base", "base", (unit) => delete unit.base],
    [
      "another repository",
      "destinations[0].repository",
      (unit, { units }) => {
        for (const one of units) one.references = one.references.map((text) => text.replace("/osg/", "/evil/"));
        for (const one of units) set(one.destinations[0] ?? {}, { repository: `one.example.org/evil/${one.image}` });
        return unit;
      },
    ],
    [
      "a repository that is not required",
      "destinations[0].required",
      ({ destinations }) => set(destinations[0] ?? {}, { required: false }),
    ],
    ["an image that is not required", "required", (unit) => set(unit, { required: false })],
    [
      "an alias less",
      "aliases",
      (unit) => {
        unit.tags = unit.tags.filter((tag) => tag !== "latest");
        unit.references = unit.references.filter((text) => !text.endsWith(":latest"));
        return unit.aliases.pop();
      },
    ],
    ["an alias with timestamps", "aliases[0].timestamps", ({ aliases }) => set(aliases[0] ?? {}, { timestamps: true })],
    ["versions", "versions", (unit) => set(unit, { versions: { gitTag: "v{version}" } })],
    ["another variant", "variant.os", ({ variant }) => set(variant, { os: "el9" })],
    ["another stream", "stream", (unit) => set(unit, { stream: "testing" })],
    ["no tests, and their hash", "tests", (unit) => set(unit, { tests: [] })],
    [
      "no tests, and the hash of none",
      "tests",
      (unit) => set(unit, { tests: [], testsHash: testsHash({ tests: [] }, [], sha256) }),
    ],
    ["no tests, and any hash", "tests", (unit) => set(unit, { tests: [], testsHash: "a".repeat(64) })],
    ["one test less", "tests", ({ tests }) => tests.pop()],
    ["another hash of the same tests", "testsHash", (unit) => set(unit, { testsHash: "a".repeat(64) })],
    ["another command of a test", "tests[1].command[2]", ({ tests }) => tests[1]?.command.splice(2, 1, "true")],
    ["another argument of a script", "tests[0].command[1]", ({ tests }) => tests[0]?.command.splice(1, 1, "--skip")],
    ["another script", "tests[0].command[0]", ({ tests }) => tests[0]?.command.splice(0, 1, "tests/data/one")],
    ["another variable of a test", "tests[0].env.A", ({ tests }) => set(tests[0]?.env ?? {}, { A: "c" })],
    ["fewer platforms of a test", "tests[2].platforms", ({ tests }) => set(tests[2] ?? {}, { platforms: [] })],
    ["another kind of test", "tests[1].kind", ({ tests }) => set(tests[1] ?? {}, { kind: "exec", within: 1000 })],
    ["a longer test", "tests[0].timeout", ({ tests }) => set(tests[0] ?? {}, { timeout: 2 ** 31 - 1 })],
  ])("%s", async (_, at, change) => {
    const made = structuredClone(original);
    const unit = made.units[1];
    if (!unit) throw new Error("no squid");
    change(unit, made);
    writeFileSync(written, JSON.stringify(made));
    const details = await refusal({}, started);
    expect(details).toMatch(/^plan-malformed: The plan is damaged, or Tagstream did not write it:\n/);
    expect(details).toContain(`\n  units[1].${at}`);
  });

  test.each<[what: string, says: string, change: (plan: Plan) => unknown]>([
    [
      "a unit that the configuration does not have",
      "units[2]: the configuration has no such unit",
      ({ units }) => {
        const evil = {
          ...(units[1] as PlannedUnit),
          name: "evil:release",
          image: "evil",
          decision: "leave" as const,
          tags: [],
          references: [],
        };
        delete evil.base;
        return units.push({ ...evil, destinations: [{ repository: "one.example.org/osg/evil", required: true }] });
      },
    ],
    [
      "promotion up to another age",
      "promotion.maxAge: the plan has 1, this commit has 259200000",
      (made) => set(made, { promotion: { maxAge: 1 } }),
    ],
    ["no promotion", 'promotion: the plan has "never"', (made) => set(made, { promotion: "never" })],
    [
      "another configuration of the commit",
      "the configuration has no such unit",
      (made) => set(made, { config: "ci/other.yml" }),
    ],
    ["a configuration outside", "config: it is not a path inside", (made) => set(made, { config: "../other.yml" })],
    ["a configuration that is not there", "config-missing", (made) => set(made, { config: "ci/none.yml" })],
    [
      "a timestamp of the next century",
      "The plan's timestamp 99991231-2359 is more than a day ahead",
      (made) => {
        for (const unit of made.units) {
          unit.tags = unit.tags.map((text) => text.replace(made.timestamp, "99991231-2359"));
          unit.references = unit.references.map((text) => text.replace(made.timestamp, "99991231-2359"));
        }
        return set(made, { timestamp: "99991231-2359" });
      },
    ],
    ["another event", 'The plan has the event "push"', (made) => set(made, { event: "push" })],
    ["another branch", 'The plan has the branch "evil"', (made) => set(made, { branch: "evil" })],
    [
      "another page",
      'The plan has the repository\'s page "https://evil.example.org"',
      (made) => set(made, { source: "https://evil.example.org" }),
    ],
    [
      "another run's page",
      'The plan has the run\'s page "https://evil.example.org"',
      (made) => set(made.run, { url: "https://evil.example.org" }),
    ],
    ["another revision", "The plan has the revision", (made) => set(made, { revision: "e".repeat(40) })],
    [
      "a pull request",
      "The plan has the pull request 7, but this run's event has no pull request.",
      (made) => set(made, { pullRequest: 7 }),
    ],
  ])("%s", async (_, says, change) => {
    const made = structuredClone(original);
    change(made);
    writeFileSync(written, JSON.stringify(made));
    expect(await refusal({}, started)).toContain(says);
  });
});

describe("a plan as it was written is taken", () => {
  test("with the secrets of images that it leaves out", async () => {
    const { units } = await planned({ only: "base" });
    expect(units.map(({ name }) => name)).toEqual(["base:release"]);
    const { secrets } = await readPlanFor(requestOf("build"), await session());
    expect(secrets).toEqual([
      { id: "TOKEN", env: "TOKEN" },
      { id: "key", src: "/run/secrets/key" },
    ]);
  });

  test("by the weekly rebuild's jobs, keys in any order", async () => {
    const made = await planned();
    const reversed = JSON.stringify(made, (_, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    writeFileSync(written, reversed);
    expect(await refusal()).toBe("");
  });

  test.each([{}, { config: "ci/other.yml" }, { config: "./ci/other.yml" }])(
    "of another configuration, with the inputs %j",
    async (inputs) => {
      expect((await planned({ config: "ci/other.yml" })).config).toBe("ci/other.yml");
      expect(await refusal(inputs)).toBe("");
      expect(await refusal({ config: "ci/third.yml" })).toContain("plan-foreign: The plan uses the configuration ci/other.yml");
    },
  );

  test("where a step before it has made a file of the tests, here or there", async () => {
    await planned();
    repository.write({ "tests/data/made-here": "" });
    expect(await refusal()).toBe("");
    await planned();
    repository.git("clean", "--quiet", "--force");
    expect(await refusal()).toContain("units[1].testsHash");
    expect(await refusal()).toContain("If a step before `plan` writes the configuration or test files");
  });

  test("where what `plan` found was made by a step before it, and is not here", async () => {
    const ignored = {
      ".gitignore": "made/\n",
      "ci/made.yml": "registries: [one.example.org/osg]\nimages: { made: { context: made } }\n",
    };
    repository.commit(ignored);
    repository.write({ "made/Dockerfile": "FROM busybox\n" });
    await planned({ config: "ci/made.yml" });
    repository.git("clean", "--quiet", "--force", "-d", "-x");
    expect(await refusal()).toBe("");
  });
});
