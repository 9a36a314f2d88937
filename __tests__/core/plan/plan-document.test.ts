import { describe, expect, test } from "@jest/globals";
import { toJsonSchema } from "@valibot/to-json-schema";
import { Ajv } from "ajv";
import { maximumDocumentLength } from "../../../src/core/lib/json-document.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import { type Plan, type PlannedUnit, planSchema } from "../../../src/core/plan/plan.ts";
import { printPlan, readPlan } from "../../../src/core/plan/plan-document.ts";
import { testKinds } from "../../../src/core/tests/kinds.ts";
import { makePlan, makePlanned } from "../../support/documents.ts";
import { makeDigest } from "../../support/units.ts";

/** A plan with everything that a plan may have. */
function fullPlan(): Plan {
  const base = makePlanned("software-base:25-el9-release", {
    variant: { series: "25", os: "el9" },
    destinations: [
      { repository: "hub.example.org/osg/software-base", required: true },
      { repository: "docker.io/osg/software-base", required: false },
    ],
  });
  const squid = makePlanned("osg/frontier-squid:25-el9-release", {
    base: base.name,
    aliases: [
      { tag: "25-release", timestamps: true },
      { tag: "latest", timestamps: false },
    ],
    platforms: ["linux/amd64", "linux/arm64", "linux/arm/v7"],
    build: {
      context: ".",
      dockerfile: "docker/Dockerfile.squid",
      target: "final",
      args: { YUM_REPO: "release", BUILT: "{built}" },
      contexts: { shared: "shared/files", alpine: "docker-image://alpine:3", src: "https://example.org/a.git" },
      secrets: [
        { id: "token", env: "TOKEN" },
        { id: "key", src: "/run/secrets/key" },
      ],
      labels: { a: "b" },
    },
    tests: [
      { kind: "run", name: "squid -v", timeout: 60_000, env: {}, platforms: ["linux/amd64"], command: ["squid", "-v"] },
      { kind: "exec", name: "answers", timeout: 60_000, within: 30_000, env: { A: "b" }, platforms: [], command: ["curl", "x"] },
      {
        kind: "script",
        name: "script",
        timeout: 60_000,
        env: {},
        platforms: ["linux/arm64"],
        command: ["tests/a.sh", "../x"],
        files: ["tests/lib.sh"],
      },
    ],
    inputs: { none: "it has changed files" },
    current: makeDigest("squid"),
  });
  const left = makePlanned("xcache:testing", { decision: "leave", reason: "up to date" });
  const repaired = makePlanned("xcache:release", { decision: "repair", required: false });
  return makePlan([base, squid, left, repaired], { notes: ["a note"], pullRequest: 7 });
}

type Change = (plan: { [key: string]: unknown } & Plan, unit: { [key: string]: unknown } & PlannedUnit) => void;

/** The message of the Failure for a plan with one thing changed. */
function faultOf(change: Change, plan = fullPlan()): string {
  const copy = structuredClone(plan) as Parameters<Change>[0];
  change(copy, copy.units[1] as Parameters<Change>[1]);
  return messageOf(() => readPlan(JSON.stringify(copy)));
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error.problems.map(({ code, message }) => `${code}: ${message}`).join("\n");
    throw error;
  }
  return "no failure";
}

test("a plan is read back as it was printed", () => {
  const plan = fullPlan();
  expect(readPlan(printPlan(plan), { repository: "OSG/images", commit: plan.commit })).toEqual(plan);
});

test("the published JSON schema takes the plan, and refuses an unknown key", () => {
  const schema = JSON.parse(JSON.stringify(toJsonSchema(planSchema, { typeMode: "input" })));
  const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
  expect([validate(fullPlan()), validate.errors]).toEqual([true, null]);
  expect(validate({ ...fullPlan(), more: 1 })).toBe(false);
});

test.each<[name: string, text: string, message: string]>([
  ["nothing", " \n", "plan-malformed: The plan is damaged, or Tagstream did not write it:\n  it is empty\n"],
  ["no JSON", "{", "plan-malformed: The plan is damaged, or Tagstream did not write it:\n  it is not JSON: "],
  ["no object", "[]", "  it is not an object\n"],
  ["too much", `"${"x".repeat(maximumDocumentLength)}"`, `  it is longer than ${maximumDocumentLength} characters\n`],
  ["no plan at all", '{"hello":1}', "  version: it is missing\n  intent: it is missing\n"],
  [
    "another version",
    '{"version":2,"else":true}',
    "plan-version: The plan has format version 2, but this Tagstream reads version 1. Use one version of Tagstream in all jobs of the workflow.",
  ],
])("%s is refused", (_, text, message) => {
  expect(messageOf(() => readPlan(text))).toContain(message);
});

const kinds = testKinds.map(({ name }) => `"${name}"`).join(" | ");

test("all faults are listed with their paths, and then how to come by a good plan", () => {
  const message = faultOf((plan, unit) => {
    Object.assign(plan, { intent: "prune", more: 1, timestamp: "20260230-0000" });
    Object.assign(unit, { decision: 3, tags: [1] });
    Object.assign(unit.build.args, { A: 1 });
    Object.assign(unit.tests[0] ?? {}, { kind: "walk" });
  });
  expect(message).toBe(`plan-malformed: The plan is damaged, or Tagstream did not write it:
  intent: it is "prune", not ("rebuild" | "publish" | "candidate" | "check" | "version" | "release" | "local")
  timestamp: this day or time does not exist
  units[1].build.args.A: it is 1, not string
  units[1].tests[0].kind: it is "walk", not (${kinds})
  units[1].decision: it is 3, not ("build" | "test" | "promote" | "reuse" | "follow" | "repair" | "leave" | "blocked")
  units[1].tags[0]: it is 1, not string
  more: unknown key
Set \`plan\` to the file that the command \`plan\` wrote in this run, unchanged.`);
});

test("of very many faults, twenty are listed", () => {
  const message = faultOf((plan) => Object.assign(plan, { notes: Array.from({ length: 100 }, () => 1) }));
  expect(message.split("\n")).toHaveLength(23);
  expect(message).toContain("  notes[19]: it is 1, not string\n  … and 80 more\n");
});

describe("what a plan says has to hold together", () => {
  test.each<[fault: string, change: Change]>([
    ["units[1].name: it must be the image and the stream tag of the unit", (_, unit) => Object.assign(unit, { name: "x:y" })],
    ["units[4].name: units[1] has the same name", (plan, unit) => plan.units.push(unit)],
    ["units[1].image: registries accept only lower case", (_, unit) => Object.assign(unit, { image: "Squid" })],
    ["units[1].streamTag: a tag has only letters", (_, unit) => Object.assign(unit, { streamTag: "a\n::error::b" })],
    ["units[1].aliases[0].tag: tags that begin with `rc.`", (_, unit) => Object.assign(unit.aliases[0] ?? {}, { tag: "rc.1" })],
    [
      'units[1].aliases[1].tag: the unit already has "25-release"',
      (_, unit) => Object.assign(unit.aliases[1] ?? {}, { tag: "25-release" }),
    ],
    [
      "units[1].destinations[0].repository: it does not begin with a registry",
      (_, unit) => Object.assign(unit.destinations[0] ?? {}, { repository: "osg/squid" }),
    ],
    [
      "units[1].destinations[1].repository: it is listed twice",
      (_, unit) =>
        unit.destinations.push({ ...unit.destinations[0], repository: unit.destinations[0]?.repository ?? "", required: true }),
    ],
    [
      'units[3].destinations[0]: "hub.example.org/osg/software-base:25-el9-release" is also a tag of',
      (plan) => {
        const [base, , , other] = plan.units;
        Object.assign(other ?? {}, {
          streamTag: base?.streamTag,
          name: `xcache:${base?.streamTag}`,
          destinations: base?.destinations,
        });
      },
    ],
    ["units[1].platforms[3]: it is listed twice", (_, unit) => unit.platforms.push("linux/amd64")],
    ["units[1].build.context: it is not a path inside", (_, unit) => Object.assign(unit.build, { context: "/etc" })],
    ["units[1].build.dockerfile: it is not a path inside", (_, unit) => Object.assign(unit.build, { dockerfile: "a/../../b" })],
    [
      'units[1].build.contexts["shared"]: it is not a path inside',
      (_, unit) => Object.assign(unit.build.contexts, { shared: "../.." }),
    ],
    ["units[1].withheld[0]: a rebuild has all secrets", (_, unit) => Object.assign(unit, { withheld: ["token"] })],
    [
      "units[1].withheld[0]: it is not a secret of the unit",
      (plan, unit) => {
        Object.assign(plan, { intent: "check" });
        Object.assign(unit, { withheld: ["other"] });
      },
    ],
    ["units[1].build.secrets[0]: it needs either", (_, unit) => Object.assign(unit.build.secrets[0] ?? {}, { src: "x" })],
    ["units[1].tests[1].name: another test", (_, unit) => Object.assign(unit.tests[1] ?? {}, { name: "squid -v" })],
    [
      "units[1].tests[0].platforms: the unit is not built for linux/s390x",
      (_, unit) => unit.tests[0]?.platforms.push("linux/s390x"),
    ],
    [
      "units[1].tests[2].command[0]: it is not a path inside",
      (_, unit) => Object.assign(unit.tests[2] ?? {}, { command: ["/bin/sh"] }),
    ],
    ["units[1].tests[2].files[0]: it is not a path inside", (_, unit) => Object.assign(unit.tests[2] ?? {}, { files: ["../x"] })],
    ['units[1].tags[0]: "a b" is not a valid tag', (_, unit) => unit.tags.splice(0, 1, "a b")],
    ['units[1].tags[0]: "other" is not a tag of the unit', (_, unit) => unit.tags.splice(0, 1, "other")],
    ['units[1].tags[0]: "latest-20261123-0617" is not a tag of', (_, unit) => unit.tags.splice(0, 1, "latest-20261123-0617")],
    [
      'units[1].tags[0]: "25-release-20251123-0617" does not have the plan\'s timestamp',
      (_, unit) => unit.tags.splice(0, 1, "25-release-20251123-0617"),
    ],
    ['units[2].tags: a rebuild writes no tags for the decision "leave"', (plan) => plan.units[2]?.tags.push("testing")],
    ['units[0].tags: a check writes no tags for the decision "build"', (plan) => Object.assign(plan, { intent: "check" })],
    [
      'units[1].references[0]: it must be "one.example.org/osg/',
      (_, unit) => unit.references.splice(0, 1, "evil.example.org/x:latest"),
    ],
    ["units[1].references[5]: it matches no destination and tag", (_, unit) => unit.references.push("evil.example.org/x:latest")],
    ['units[1].base: no earlier unit is named "xcache:testing"', (_, unit) => Object.assign(unit, { base: "xcache:testing" })],
    ['jobs[0].units[0]: its base "software-base:25-el9-release" must come before it', (plan) => plan.jobs[0]?.units.reverse()],
    ["jobs[0].units[2]: the plan does not build or test a unit", (plan) => plan.jobs[0]?.units.push("xcache:testing")],
    ['jobs[0].units[2]: jobs[0] already has "osg/frontier-squid', (plan, unit) => plan.jobs[0]?.units.push(unit.name)],
    ["jobs[1].id: another job has this id", (plan) => plan.jobs.push({ id: plan.jobs[0]?.id.toUpperCase() ?? "", units: ["x"] })],
    ["jobs[0].id: an id has at most 240 letters", (plan) => Object.assign(plan.jobs[0] ?? {}, { id: "../x" })],
    ["units[0]: no job builds or tests it", (plan) => plan.jobs.splice(0)],
    [
      "jobs: it has more than 256 jobs",
      (plan) => plan.jobs.push(...Array.from({ length: 256 }, (_, n) => ({ id: `job-${n}`, units: ["x"] }))),
    ],
    ["units[1].current: it is not a digest", (_, unit) => Object.assign(unit, { current: "sha256:abc" })],
    ["units[1].testsHash: it is not a sha256", (_, unit) => Object.assign(unit, { testsHash: "x" })],
    ["units[1].tests[0].timeout: it is more than 24 days", (_, unit) => Object.assign(unit.tests[0] ?? {}, { timeout: 1e12 })],
  ])("%s", (fault, change) => {
    const message = faultOf(change);
    expect(message).toContain(`\n  ${fault}`);
    expect(message.split("\n").every((line) => !line.startsWith("::"))).toBe(true);
  });
});

test.each([
  [{ repository: "osg/other" }, "plan-foreign: The plan is for the repository osg/images, but this is osg/other."],
  [
    { commit: "f".repeat(40) },
    `but ${"f".repeat(40)} is checked out. Check out the plan's commit: \`ref: \${{ needs.plan.outputs.revision }}\`.`,
  ],
])("a plan of something else is refused: %j", (expected, message) => {
  expect(messageOf(() => readPlan(printPlan(fullPlan()), expected))).toContain(message);
});

test("a plan of 6,000 units in 250 jobs is read", () => {
  const units = Array.from({ length: 3000 }, (_, n) => [
    makePlanned(`base-${n}:25-el9-release`),
    makePlanned(`squid-${n}:25-el9-release`, { base: `base-${n}:25-el9-release` }),
  ]).flat();
  const names = units.map(({ name }) => name);
  const jobs = Array.from({ length: 250 }, (_, n) => ({ id: `job-${n}`, units: names.slice(n * 24, n * 24 + 24) }));
  const text = printPlan(makePlan(units, { jobs }));
  expect(readPlan(text).units).toHaveLength(6000);
});

test("a plan that Windows tools have saved: with a byte order mark it is read, as UTF-16 it is named", () => {
  const text = printPlan(fullPlan());
  expect(readPlan(`\uFEFF${text}`).units).toHaveLength(4);
  expect(() => readPlan(Buffer.from(`\uFEFF${text}`, "utf16le").toString("utf8"))).toThrow("it is UTF-16 text. Save it as UTF-8");
});
