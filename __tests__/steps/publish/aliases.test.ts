/** Publications of hand-made plans in a registry in memory: aliases from values, versions and labels, and what they must not take from others. */
import { describe, expect, test } from "@jest/globals";
import { annotationsOf } from "../../../src/core/build/bake.ts";
import type { UnitRecord } from "../../../src/core/build/record.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { aliasClashes } from "../../../src/core/plan/alias-clashes.ts";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import { resultOf } from "../../../src/core/result/result.ts";
import type { EvaluatedAlias } from "../../../src/core/unit/unit.ts";
import { publish } from "../../../src/steps/publish/publish.ts";
import { makeReporter } from "../../support/engine.ts";
import { MemoryRegistry } from "../../support/memory-registry.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";
import { timestamp } from "../../support/units.ts";

const repository = "one.example.org/osg/app";
const alias = (pattern: string, change: Partial<EvaluatedAlias> = {}): EvaluatedAlias => ({
  pattern,
  timestamps: false,
  ...change,
});
const unitOf = (name: string, change: Partial<PlannedUnit> = {}) =>
  makePlannedUnit(name, { destinations: [{ repository, required: true }], ...change });

/** Publishes one image for each unit, with these labels. */
async function published(registry: MemoryRegistry, plan: Plan, labels: Record<string, Record<string, string>> = {}) {
  const records = new Map<string, UnitRecord>();
  for (const unit of plan.units.filter(({ decision }) => decision === "build")) {
    const own = { ...annotationsOf(plan, unit), unit: unit.name };
    const digest = registry.push(repository, own, [], { labels: labels[unit.name] });
    const platforms = [{ platform: "linux/amd64", digest }];
    records.set(unit.name, { unit: unit.name, outcome: "passed", digest, platforms, tests: [], duration: { build: 1, test: 0 } });
  }
  const clock = { now: () => new Date(Date.UTC(2026, 10, 23, 6, 17)) };
  const ports = { registry, clock, forge: undefined, reporter: makeReporter() } as unknown as Parameters<typeof publish>[2];
  const results = (await publish(plan, records, ports)).map((ending) => resultOf(plan.intent, ending));
  return { results, digestOf: (name: string) => records.get(name)?.digest as Digest };
}

const shown = (registry: MemoryRegistry, tag: string) => registry.shown(repository)[tag];

describe("what a publication records, and a later run completes", () => {
  const source = { ref: "refs/tags/v1.4.2", commit: "e".repeat(40), version: "1.4.2" };
  const evaluatedAliases = [
    alias("{major}.{minor}", { timestamps: true }),
    alias("sha-{sha}"),
    alias("squid-{squid}", { values: { squid: "6.1" } }),
  ];

  test("the version and the commit are the source's, not the plan's", async () => {
    const registry = new MemoryRegistry();
    const { results, digestOf } = await published(registry, makePlan([unitOf("app:release", { source, evaluatedAliases })]));
    const digest = digestOf("app:release");
    expect(registry.shown(repository)).toEqual({
      "release-20261123-0617.1.4": digest,
      "release-20261123-0617.sha-eeeeeeeeeeee": digest,
      "release-20261123-0617.squid-6.1": digest,
      "release-20261123-0617": digest,
      "1.4-20261123-0617": digest,
      release: digest,
      "1.4": digest,
      "sha-eeeeeeeeeeee": digest,
      "squid-6.1": digest,
    });
    expect(results[0]?.tags.map((tag) => tag.slice(repository.length + 1))).toEqual([
      "release-20261123-0617",
      "1.4-20261123-0617",
      "release",
      "1.4",
      "sha-eeeeeeeeeeee",
      "squid-6.1",
    ]);
  });

  test("a run of another version, with another value, completes what a killed one gave", async () => {
    const registry = new MemoryRegistry();
    registry.refuse = ({ verb, reference }) => (verb === "putManifest" && reference === "1.4" ? "killed" : undefined);
    const { digestOf } = await published(registry, makePlan([unitOf("app:release", { source, evaluatedAliases })]));
    registry.refuse = () => undefined;
    expect([shown(registry, "release"), shown(registry, "1.4")]).toEqual([digestOf("app:release"), undefined]);
    const values = { squid: "6.2" };
    const next = unitOf("app:release", {
      source: { ref: "refs/tags/v1.5.0", commit: "f".repeat(40), version: "1.5.0" },
      evaluatedAliases: [alias("{major}.{minor}", { timestamps: true }), alias("sha-{sha}"), alias("squid-{squid}", { values })],
      current: digestOf("app:release"),
    });
    const second = await published(registry, makePlan([next], { timestamp: timestamp("20261123-0700") }));
    expect(second.results[0]?.problem).toBeUndefined();
    for (const tag of ["1.4", "sha-eeeeeeeeeeee", "squid-6.1"])
      expect([tag, shown(registry, tag)]).toEqual([tag, digestOf("app:release")]);
    for (const tag of ["1.5", "sha-ffffffffffff", "squid-6.2", "release"])
      expect([tag, shown(registry, tag)]).toEqual([tag, second.digestOf("app:release")]);
  });

  test("a mark of another unit says nothing of this one, whatever its text", async () => {
    const registry = new MemoryRegistry();
    const debian = unitOf("app:debian", { evaluatedAliases: [alias("{squid}-debian", { values: { squid: "6.1" } })] });
    const plain = unitOf("app:release", { evaluatedAliases: [alias("{squid}", { values: { squid: "6.1" } })] });
    const { digestOf } = await published(registry, makePlan([debian, plain]));
    expect([shown(registry, "6.1-debian"), shown(registry, "6.1")]).toEqual([digestOf("app:debian"), digestOf("app:release")]);
    registry.removeTag(repository, "6.1-debian");
    await published(registry, makePlan([{ ...plain, decision: "repair", current: digestOf("app:release") }]));
    expect(shown(registry, "6.1-debian")).toBeUndefined();
  });
});

describe("a label that gives another unit's tag fails its unit before any tag is written", () => {
  const labelled = unitOf("app:release", { evaluatedAliases: [alias("{label:version}")] });
  const failing = async (
    others: PlannedUnit[],
    version: string,
    labels: Record<string, string> = {},
    change: Partial<Plan> = {},
  ) => {
    const registry = new MemoryRegistry();
    const plan = makePlan([labelled, ...others], change);
    const all = { "app:release": { version }, ...Object.fromEntries(others.map(({ name }) => [name, labels])) };
    const { results } = await published(registry, plan, all);
    const tags = Object.keys(registry.shown(repository)).filter((tag) => /^release/.test(tag) || tag === version);
    return { problem: results[0]?.problem, code: results[0]?.code, tags, others: results.slice(1).map(({ outcome }) => outcome) };
  };

  test.each<[string, PlannedUnit[], string, string]>([
    ["its stream tag", [unitOf("app:testing")], "testing", "which is also the stream tag of app:testing"],
    [
      "its alias",
      [unitOf("app:testing", { aliases: [{ tag: "next", timestamps: false }] })],
      "next",
      "which is also an alias of app:testing",
    ],
    [
      "its version tags",
      [unitOf("app:testing", { versions: { gitTag: "v{version}" } })],
      "1.4",
      "which is also the tag of a line of versions of app:testing",
    ],
  ])("%s", async (_, others, version, message) => {
    const { problem, code, tags, others: ended } = await failing(others, version);
    expect(problem).toContain(message);
    expect({ code, tags: tags.filter((tag) => tag.startsWith("release")), ended }).toEqual({
      code: "publish-alias",
      tags: [],
      ended: ["published"],
    });
  });

  test("what its alias gives from another label: both fail", async () => {
    const other = unitOf("app:testing", { evaluatedAliases: [alias("{label:other}")] });
    const { problem, tags, others } = await failing([other], "1.4", { other: "1.4" });
    expect(problem).toContain(
      "an alias gives app:release the tag 1.4, which is also an alias of app:testing in one.example.org/osg/app",
    );
    expect({ tags, others }).toEqual({ tags: [], others: ["not-published"] });
  });

  test("what its alias gives from another label, and gives something else: both are published", async () => {
    const other = unitOf("app:testing", { evaluatedAliases: [alias("{label:other}")] });
    const { problem, others } = await failing([other], "1.4", { other: "1.5" });
    expect({ problem, others }).toEqual({ problem: undefined, others: ["published"] });
  });

  test("a tag of an image that `only` leaves out", async () => {
    const { problem } = await failing([], "testing", {}, { otherTags: [`${repository}:testing`] });
    expect(problem).toContain("which is also a tag of an image that `only` leaves out");
  });

  test("in another repository it is free", async () => {
    const other = makePlannedUnit("other:testing", { decision: "leave" });
    const { problem } = await failing([other], "testing");
    expect(problem).toBeUndefined();
  });
});

describe("what the plan knows is refused before anything is built", () => {
  const plan = { commit: "c".repeat(40), timestamp: timestamp("20261123-0617") };
  const source = (version: string) => ({ ref: `refs/tags/v${version}`, commit: "e".repeat(40), version });
  const messages = (units: PlannedUnit[]) => aliasClashes(units, plan).map(({ code, message }) => `${code} ${message}`);
  const fix = "Give one of them another alias, a `when`, or other destinations.";

  test("two versions of one minor line", () => {
    const evaluatedAliases = [alias("{major}.{minor}"), alias("{version}")];
    expect(
      messages([
        unitOf("app:release", { evaluatedAliases, source: source("1.4.2") }),
        unitOf("app:lts", { evaluatedAliases, source: source("1.4.1") }),
      ]),
    ).toEqual([
      `config-tag-collision an alias gives app:lts the tag 1.4, which is also an alias of app:release in ${repository}. ${fix}`,
    ]);
  });

  test("a stream tag, its own version tags, an invalid text, a version that no stream gives", () => {
    const versions = { gitTag: "v{version}" };
    expect(
      messages([
        unitOf("app:release", { evaluatedAliases: [alias("{v}", { values: { v: "testing" } })] }),
        unitOf("app:testing", { evaluatedAliases: [alias("{version}")], versions, source: source("1.4.2") }),
        unitOf("app:next", { evaluatedAliases: [alias("{v}", { values: { v: "1.4+x" } })] }),
        unitOf("app:edge", { evaluatedAliases: [alias("{major}")] }),
      ]),
    ).toEqual([
      `config-tag-collision an alias gives app:release the tag testing, which is also the stream tag of app:testing in ${repository}. ${fix}`,
      `config-tag-collision an alias gives app:testing the tag 1.4.2, which is also its own version tag. ${fix}`,
      'config-tag an alias gives app:next the invalid tag "1.4+x": a tag has only letters, digits, `_`, `.` and `-`, does not begin with `.` or `-`, and has at most 128 characters.',
      'config-placeholder app:edge: alias "{major}" needs {major}, which only streams from git tags have (`from: { tag: … }`).',
    ]);
  });

  test("a tag that looks like the mark of an alias", () => {
    const units = [unitOf("app:release", { evaluatedAliases: [alias("{date}")] }), unitOf("app:release-20261123-0617.1.4")];
    expect(messages(units)).toEqual([
      "config-tag the tag release-20261123-0617.1.4 of app:release-20261123-0617.1.4 looks like the mark of an alias: change it.",
    ]);
    expect(messages(units.slice(1))).toEqual([]);
  });
});
