import { describe, expect, test } from "@jest/globals";
import { removalsOf } from "../../../src/core/retention/order.ts";
import { roleOf } from "../../../src/core/retention/publications.ts";
import { tagKinds } from "../../../src/core/tags/kinds.ts";
import { publicationTags } from "../../../src/core/tags/publication-tags.ts";
import { printPublicationId } from "../../../src/core/tags/timestamp.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import {
  day,
  factsOf,
  goneFrom,
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
import { makeUnit, timestamp } from "../../support/units.ts";

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
    expect(plan.units.map(({ refused }) => refused)).toEqual(["4 of 6 publications would go, more than half", undefined]);
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

test("what must still be there afterwards: all that stays, in each registry, of every unit", () => {
  const units = [
    unitWith(release(), {
      "release-20250101-0000": "a",
      "release-20261122-0617": "x",
      "release-20261123-0617": "y",
      release: "y",
    }),
    unitWith(makeUnit("xcache:release"), { "release-20250101-0000": "b" }),
  ];
  const plan = planAll(factsOf(units), policyOf(rules, units), { selected: new Set(["squid:release"]) });
  const image = (digest: string): string => Buffer.from(digest.slice(7), "hex").toString().replace(/\.+$/, "");
  expect(plan.protected.map(({ repository, digest, tags }) => [repository.split("/").at(-1), image(digest), ...tags])).toEqual([
    ["squid", "x", "release-20261122-0617"],
    ["squid", "y", "release", "release-20261123-0617"],
    ["xcache", "b", "release-20250101-0000"],
  ]);
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
