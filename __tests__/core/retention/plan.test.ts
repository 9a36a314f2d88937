import { describe, expect, test } from "@jest/globals";
import { removalsOf } from "../../../src/core/retention/order.ts";
import { roleOf } from "../../../src/core/retention/publications.ts";
import { tagKinds } from "../../../src/core/tags/kinds.ts";
import { publicationTags } from "../../../src/core/tags/publication-tags.ts";
import { printPublicationId } from "../../../src/core/tags/timestamp.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { applied } from "../../support/retention/apply.ts";
import {
  day,
  factsOf,
  goneFrom,
  keptIn,
  planAll,
  policyOf,
  publicationsOf,
  published,
  reasonsFor,
  release,
  type Tags,
  unitWith,
  yankOn,
} from "../../support/retention/facts.ts";
import { makeDigest, makeUnit, timestamp } from "../../support/units.ts";

const old = ["20250101-0000", "20250201-0000", "20250301-0000", "20250401-0000"];
const newest = ["20261122-0617", "20261123-0617"];
const rules = { all: 90 * day };

describe("nothing goes", () => {
  test("if something could not be read", () => {
    const units = [published([...old, ...newest], { "rb.release-20250101-0001": "lost" })];
    const plan = planAll(factsOf(units, { unknown: ["octo-org/k8s could not be read"] }), policyOf(rules, units));
    expect([goneFrom(plan), plan.leftovers]).toEqual([[], []]);
    expect(reasonsFor(plan, old[0] ?? "")).toEqual(["something could not be read"]);
  });

  test("of a unit without rules", () => {
    const units = [published([...old, ...newest])];
    const plan = planAll(factsOf(units), { rules: new Map(), max: 50, promotable: 7 * day });
    expect(goneFrom(plan)).toEqual([]);
    expect(reasonsFor(plan, old[0] ?? "")).toEqual(["no rules"]);
  });

  test("of a unit that would lose more than half", () => {
    const units = [
      published([...old, ...newest]),
      published(["20250101-0000", "20250102-0000", ...newest], {}, makeUnit("xcache:release")),
    ];
    const plan = planAll(factsOf(units), policyOf(rules, units), { accept: false });
    expect(plan.units.map(({ refused }) => refused)).toEqual([
      "it would lose 4 of 6 publications, more than half. If that is right, run it with `accept`",
      undefined,
    ]);
    expect(removalsOf(plan).map(({ unit }) => unit)).toEqual(["xcache:release", "xcache:release"]);
    expect(goneFrom(plan)).toEqual(old);
    expect(removalsOf(planAll(factsOf(units), policyOf(rules, units)))).toHaveLength(6);
  });
});

describe("a run has a limit", () => {
  const units = [
    published([...old, ...newest]),
    published(["20250115-0000", "20250315-0000", ...newest], {}, makeUnit("xcache:release")),
  ];
  const named = (plan: ReturnType<typeof planAll>): string[] =>
    removalsOf(plan).map(({ unit, publication }) => `${unit} ${printPublicationId(publication.stamp)}`);

  test("the oldest of all units go first", () => {
    const plan = planAll(factsOf(units), policyOf(rules, units, { max: 3 }));
    expect(named(plan)).toEqual(["squid:release 20250101-0000", "xcache:release 20250115-0000", "squid:release 20250201-0000"]);
    expect(plan.units.map(({ postponed }) => postponed)).toEqual([2, 1]);
  });

  test("no unit has a number if all fit", () => {
    const plan = planAll(factsOf(units), policyOf(rules, units, { max: 6 }));
    expect(named(plan)).toHaveLength(6);
    expect(plan.units.map(({ postponed }) => postponed)).toEqual([undefined, undefined]);
  });

  test("what a refused unit would lose does not count", () => {
    const policy = policyOf(rules, units, { max: 1 });
    expect(named(planAll(factsOf(units), policy, { accept: false }))).toEqual(["xcache:release 20250115-0000"]);
  });

  test("withdrawn ones go before what tells that they are", () => {
    const facts = factsOf(units, { judgements: { verdicts: [], yanks: [yankOn("20250401-0000")] } });
    expect(named(planAll(facts, policyOf(rules, units, { max: 2 })))).toEqual([
      "squid:release 20250401-0000",
      "squid:release 20250101-0000",
    ]);
  });
});

describe("all tags of a publication go together", () => {
  const unit = release({
    aliases: [{ tag: "latest", timestamps: true }],
    evaluatedAliases: [{ pattern: "sha-{sha}", timestamps: true }],
    destinations: ["one", "two", "three"].map((host) => ({ repository: `${host}.example.org/osg/squid`, required: true })),
  });
  const tags = {
    "release-20250101-0000": "a",
    "latest-20250101-0000": "a",
    "sha-4be1c0ffee12-20250101-0000": "a",
    "rb.release-20250101-0000": "a",
    "release-20250101-0000.sha-4be1c0ffee12": "a",
  };
  const last = { "release-20261122-0617": "x", "release-20261123-0617": "y", release: "y" };
  const lastTags = (more: Tags[]) =>
    publicationsOf(planAll(factsOf([unitWith(unit, ...more)]), policyOf(rules, [unitWith(unit)]))).at(-1)?.tags ?? [];

  test("timestamps before marks, the first registry after the others, the stream's own after those of aliases", () => {
    const found = lastTags([{ ...tags, ...last }, { ...tags, ...last }, last]);
    const name = ({ repository, tag }: { repository: string; tag: string }): string => `${repository.split(".")[0]} ${tag}`;
    expect(found.map(name)).toEqual([
      "two latest-20250101-0000",
      "two sha-4be1c0ffee12-20250101-0000",
      "one latest-20250101-0000",
      "one sha-4be1c0ffee12-20250101-0000",
      "two release-20250101-0000",
      "one release-20250101-0000",
      "two rb.release-20250101-0000",
      "two release-20250101-0000.sha-4be1c0ffee12",
      "one rb.release-20250101-0000",
      "one release-20250101-0000.sha-4be1c0ffee12",
    ]);
  });

  test("but an alias of another image was another unit's", () => {
    const found = lastTags([{ ...tags, ...last, "latest-20250101-0000": "foreign" }, last, last]);
    expect(found.map(({ tag }) => tag)).not.toContain("latest-20250101-0000");
    expect(found).toHaveLength(4);
  });

  test("but not a tag that another unit's publication has", () => {
    const other = makeUnit("squid:other", { aliases: [{ tag: "latest", timestamps: true }], destinations: unit.destinations });
    const own = { "other-20250101-0000": "a", "other-20261122-0617": "w", "other-20261123-0617": "z", other: "z" };
    const units = [unitWith(unit, { ...tags, ...last }), unitWith(other, { ...own, "latest-20250101-0000": "a" })];
    const plan = planAll(factsOf(units), policyOf(rules, [unitWith(unit)]));
    expect(goneFrom(plan)).toEqual(["20250101-0000"]);
    const going = publicationsOf(plan)
      .at(-1)
      ?.tags.map(({ tag }) => tag);
    expect(going).toContain("release-20250101-0000");
    expect(going).not.toContain("latest-20250101-0000");
  });
});

describe("disasters of other tools", () => {
  test("a digest that a file pins outlives any number of newer images", () => {
    const many = Array.from(
      { length: 100 },
      (_, index) => `202611${String(1 + (index % 22)).padStart(2, "0")}-${String(index).padStart(4, "0")}`,
    ).filter((stamp) => Number(stamp.slice(-2)) < 60);
    const units = [published(["20261001-0000", ...many])];
    const pins = [{ digest: makeDigest("20261001-0000"), by: "octo-org/k8s clusters/river/squid.yaml:12" }];
    const plan = planAll(factsOf(units, { pins }), policyOf({ last: 1 }, units));
    expect(keptIn(plan)).toContain("20261001-0000");
    expect(goneFrom(plan).length).toBeGreaterThan(50);
  });

  test("an image that was promoted by a tag counts from that tag's stamp, not from when it was pushed", () => {
    const tags = {
      "release-20261101-0000": "pushed long ago",
      "release-20261122-0617": "x",
      "release-20261123-0617": "y",
      release: "y",
    };
    const units = [unitWith(release(), tags)];
    const images = new Map([[makeDigest("pushed long ago"), { built: timestamp("20240101-0000"), bases: [] }]]);
    expect(goneFrom(planAll(factsOf(units, { images }), policyOf(rules, units)))).toEqual([]);
  });

  test("a matrix value without effect: one image of two units goes where nothing needs it, and only its own tags", () => {
    const tags = (stream: string): Tags => ({
      [`${stream}-20250101-0000`]: "same",
      [`${stream}-20261122-0617`]: "x",
      [`${stream}-20261123-0617`]: "y",
      [stream]: "y",
    });
    const units = [unitWith(makeUnit("squid:el9"), tags("el9")), unitWith(makeUnit("squid:el10"), tags("el10"))];
    const plan = planAll(factsOf(units), policyOf(rules, [unitWith(makeUnit("squid:el9"))]));
    expect(goneFrom(plan, "squid:el9")).toEqual(["20250101-0000"]);
    expect(plan.units[0]?.publications.at(-1)?.tags.map(({ tag }) => tag)).toEqual(["el9-20250101-0000"]);
    expect(goneFrom(plan, "squid:el10")).toEqual([]);
    expect(plan.protected.filter(({ digest }) => digest === makeDigest("same"))).toEqual([
      { repository: "one.example.org/osg/squid", digest: makeDigest("same"), tags: ["el10-20250101-0000"] },
    ]);
  });

  test("a rule that matches nothing is told, and so is a pin that names nothing", () => {
    const units = [published([])];
    const pins = [{ tag: { repository: "one.example.org/osg/squid", tag: "release-20250101-0000" }, by: "squid.yaml:12" }];
    const plan = planAll(factsOf(units, { pins }), policyOf({ ...rules, protect: ["x-*"] }, units));
    expect(plan.notes).toEqual([
      "squid:release has rules, but no publications",
      '`protect`: no publication has a tag that matches "x-*"',
      "squid.yaml:12 names one.example.org/osg/squid:release-20250101-0000, which no registry has",
    ]);
  });

  test("another stream's marks are no aliases that a label gives", () => {
    const any: Partial<Unit> = { evaluatedAliases: [{ pattern: "{label:version}", timestamps: false }] };
    const marked = { "vm.release-20250101-0000.1.4.2": "20250101-0000", "release-20250101-0000.1.4": "20250101-0000" };
    const own = published(
      [...old, ...newest],
      marked,
      release({ evaluatedAliases: [{ pattern: "{version}", timestamps: false }] }),
    );
    const other = unitWith(makeUnit("squid:edge", any), marked);
    const units = [own, other];
    expect(goneFrom(planAll(factsOf(units), policyOf(rules, [own])))).toEqual(old);
  });

  test("a second run removes nothing", () => {
    const units = [published([...old, ...newest])];
    const world = {
      facts: factsOf(units),
      policy: policyOf(rules, units),
      options: { selected: new Set(["squid:release"]), accept: true },
    };
    const plan = planAll(world.facts, world.policy);
    expect(goneFrom(plan)).toEqual(old);
    expect(goneFrom(planAll(applied(world, plan).facts, world.policy))).toEqual([]);
  });
});

test("each kind of tag has a part in a clean-up", () => {
  const unit = release({ aliases: [{ tag: "latest", timestamps: true }], versions: { gitTag: "v{version}" } });
  const alias = { text: "sha-4be1c0ffee12", timestamps: true, recorded: true };
  const facts = {
    timestamp: timestamp("20261123-0617"),
    sequence: 0,
    rollback: true,
    sourceVersion: "1.4.2",
    aliases: [alias],
    inputs: "4be1c0ffee12",
    pullRequest: 3,
    version: { text: "1.4.2", lines: ["1.4"] },
    cache: {},
  };
  const roles = tagKinds.map((kind) => [
    kind.name,
    roleOf(kind, kind.parse(kind.print(unit, { ...facts, purpose: "publish" })[0] ?? "", withAliases(unit)) ?? {}),
  ]);
  expect(publicationTags(unit, { ...facts, purpose: "publish" }).length).toBeGreaterThan(5);
  expect(Object.fromEntries(roles)).toEqual({
    "alias mark": "mark",
    "alias timestamp": "alias timestamp",
    alias: "shown",
    cache: "cache",
    "evaluated alias timestamp": "alias timestamp",
    "evaluated alias": "shown",
    inputs: "candidate",
    "pull request": "candidate",
    "rollback mark": "mark",
    stream: "shown",
    timestamp: "timestamp",
    "version line": "shown",
    "version mark": "mark",
    version: "shown",
  });
});

function withAliases(unit: Unit): Unit {
  return { ...unit, evaluatedAliases: [{ pattern: "sha-{sha}", timestamps: true }] };
}
