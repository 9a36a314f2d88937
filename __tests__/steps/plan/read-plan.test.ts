/** A plan is a file from another job: what `plan` cannot write for this commit, `build` and `publish` refuse (docs/security.md). */
import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { sha256 } from "../../../src/adapters/git/hasher.ts";
import { testsHash } from "../../../src/core/inputs/inputs-hash.ts";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import type { Session } from "../../../src/ports/session.ts";
import { planned, refusal, session, useRepository, written } from "../../support/planned-job.ts";

useRepository();

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
});
