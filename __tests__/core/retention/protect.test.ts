import { describe, expect, test } from "@jest/globals";
import type { RetentionFacts, RetentionUnit } from "../../../src/core/retention/facts.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import {
  day,
  factsOf,
  goneFrom,
  planAll,
  policyOf,
  published,
  reasonsFor,
  release,
  stampOf,
  type Tags,
  unitWith,
  verdictOn,
  yankOn,
} from "../../support/retention/facts.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const old = ["20250101-0000", "20250201-0000", "20250301-0000", "20250401-0000"];
const newest = ["20261122-0617", "20261123-0617"];
const stamps = [...old, ...newest];
const rules = { all: 90 * day };

function planOf(units: readonly RetentionUnit[], change: Partial<RetentionFacts> = {}) {
  return planAll(factsOf(units, change), policyOf(rules, units));
}

/** What goes of four old publications with this in the registry and in the facts, oldest first. */
function gone(more: Tags, change: Partial<RetentionFacts> = {}, unit: Unit = release()): string[] {
  return goneFrom(planOf([published(stamps, more, unit)], change));
}

const others = ["20250101-0000", "20250301-0000", "20250401-0000"];
const second = "20250201-0000";

test("without anything that needs them, all old ones go", () => {
  expect(gone({})).toEqual(old);
});

describe("what a tag shows stays", () => {
  test.each<[string, Tags, Partial<Unit>]>([
    ["a stream tag that a rollback moved", { release: second }, {}],
    ["an alias", { latest: second }, { aliases: [{ tag: "latest", timestamps: false }] }],
    [
      "an alias that a publication gave",
      { "sha-4be1c0ffee12": second },
      { evaluatedAliases: [{ pattern: "sha-{sha}", timestamps: false }] },
    ],
    ["a version", { "1.4.2": second }, { versions: { gitTag: "v{version}" } }],
    ["a line of versions", { "1.4": second }, { versions: { gitTag: "v{version}" } }],
    ["a candidate", { "rc.release.4be1c0ffee12": second }, {}],
    ["the candidate of a pull request", { "rc.release.pr-3": second }, {}],
  ])("%s", (_, more, change) => {
    const goes = gone(more, {}, release(change));
    expect(goes).not.toContain(second);
    expect(goes).toContain("20250301-0000");
  });

  test("in a registry that lags, too", () => {
    const unit = twoPlaces();
    const tags = Object.fromEntries(stamps.map((stamp) => [`release-${stamp}`, stamp]));
    const plan = planOf([unitWith(unit, { ...tags, release: "20261123-0617" }, { ...tags, release: second })]);
    expect(goneFrom(plan)).toEqual(others);
    expect(reasonsFor(plan, second)).toEqual(["shown by squid:release in two.example.org/osg/squid"]);
  });

  test("a build cache and a foreign tag keep nothing, and stay", () => {
    const plan = planOf([published(stamps, { "cache.release": second, "my-own": second })]);
    expect(goneFrom(plan)).toEqual(old);
    expect(plan.units[0]?.publications.flatMap(({ tags }) => tags.map(({ tag }) => tag))).not.toContain("my-own");
  });
});

describe("what people and files need stays", () => {
  const digest = makeDigest(second);
  const repository = "one.example.org/osg/squid";
  test.each<[string, Partial<RetentionFacts>, string]>([
    [
      "a pinned digest",
      { pins: [{ digest, by: "octo-org/k8s clusters/river/squid.yaml:12" }] },
      "pinned by octo-org/k8s clusters/river/squid.yaml:12",
    ],
    ["a pinned tag", { pins: [{ tag: { tag: `release-${second}` }, by: "squid.yaml:12" }] }, "pinned by squid.yaml:12"],
    [
      "a tag pinned in a registry",
      { pins: [{ tag: { repository, tag: `release-${second}` }, by: "squid.yaml:12" }] },
      "pinned by squid.yaml:12",
    ],
    ["a line of the keep-file", { keepFile: [{ digest, by: "keep.txt:3" }] }, "kept by keep.txt:3"],
    ["the digest of a hold", { holds: [{ unit: "squid:release", digest, issue: 12 }] }, "held (#12)"],
    ["the publication of a hold", { holds: [{ unit: "squid:release", stamp: stampOf(second), issue: 12 }] }, "held (#12)"],
    ["a good verdict", { judgements: { verdicts: [verdictOn(second, "good")], yanks: [] } }, "good verdict of octo"],
    ["a bad verdict", { judgements: { verdicts: [verdictOn(second, "bad")], yanks: [] } }, "bad verdict of octo"],
  ])("%s", (_, change, reason) => {
    const plan = planOf([published(stamps)], change);
    expect(goneFrom(plan)).toEqual(others);
    expect(reasonsFor(plan, second)).toContain(reason);
  });

  test("a yank keeps nothing", () => {
    expect(gone({}, { judgements: { verdicts: [], yanks: [yankOn(second)] } })).toEqual(old);
  });

  test("a tag of another registry is another image", () => {
    expect(
      gone({}, { pins: [{ tag: { repository: "elsewhere.example.org/squid", tag: `release-${second}` }, by: "x:1" }] }),
    ).toEqual(old);
  });

  test("a pinned tag keeps that very publication, and a digest the newest one", () => {
    const tags: Tags = {
      "release-20250101-0000": "same",
      "release-20250201-0000": "same",
      "release-20261122-0617": "x",
      "release-20261123-0617": "y",
      release: "y",
    };
    const unit = unitWith(release(), tags);
    expect(goneFrom(planOf([unit], { pins: [{ digest: makeDigest("same"), by: "x:1" }] }))).toEqual(["20250101-0000"]);
    expect(goneFrom(planOf([unit], { pins: [{ tag: { tag: "release-20250101-0000" }, by: "x:1" }] }))).toEqual([]);
  });

  test("of a digest, each registry keeps the newest publication that it has", () => {
    const first: Tags = {
      "release-20250101-0000": "same",
      "release-20250201-0000": "same",
      "release-20261123-0617": "y",
      release: "y",
    };
    const plan = planOf([unitWith(twoPlaces(), first, { "release-20250101-0000": "same" })], {
      pins: [{ digest: makeDigest("same"), by: "x:1" }],
    });
    expect(goneFrom(plan)).toEqual([]);
  });
});

describe("what a rollback goes to stays", () => {
  test("the previous image", () => {
    const plan = planOf([published([...old, "20261123-0617"])]);
    expect(goneFrom(plan)).toEqual(old.slice(0, 3));
    expect(reasonsFor(plan, "20250401-0000")).toEqual(["previous image"]);
  });

  test("the one before a yanked one", () => {
    const plan = planOf([published([...old, "20261123-0617"])], {
      judgements: { verdicts: [], yanks: [yankOn("20250401-0000")] },
    });
    expect(goneFrom(plan)).toEqual(["20250101-0000", "20250201-0000", "20250401-0000"]);
  });

  test("the first publication of what the stream shows: it says which one is the previous", () => {
    const tags: Tags = {
      "release-20250101-0000": "a",
      "release-20250201-0000": "b",
      "release-20250301-0000": "c",
      "release-20261123-0617": "b",
      release: "b",
    };
    const plan = planOf([unitWith(release(), tags)]);
    expect(goneFrom(plan)).toEqual(["20250301-0000"]);
    expect(reasonsFor(plan, "20250201-0000")).toEqual(["first of the shown image"]);
  });

  test("also if nothing comes before it: one that people went back from must not become the previous one", () => {
    const tags: Tags = {
      "release-20250101-0000": "a",
      "release-20250201-0000": "bad",
      "release-20261123-0617": "a",
      "rb.release-20261123-0617": "a",
      release: "a",
    };
    const plan = planOf([unitWith(release(), { ...tags, "release-20250301-0000": "worse" })]);
    expect(goneFrom(plan)).toEqual(["20250201-0000"]);
    expect(reasonsFor(plan, "20250101-0000")).toContain("first of the shown image");
  });

  test("what `resume` goes to: the newest that is no rollback", () => {
    const tags: Tags = {
      "release-20250101-0000": "a",
      "release-20250201-0000": "b",
      "release-20261123-0617": "a",
      "rb.release-20261123-0617": "a",
      release: "a",
    };
    const plan = planOf([unitWith(release(), tags)]);
    expect(goneFrom(plan)).toEqual([]);
    expect(reasonsFor(plan, "20250201-0000")).toContain("newest that is no rollback");
  });
});

test("a digest that several units have stays in all of them, where one needs it", () => {
  const tags = {
    "release-20250101-0000": "same",
    "release-20250201-0000": "other",
    "release-20261122-0617": "x",
    "release-20261123-0617": "y",
    release: "y",
  };
  const units = [unitWith(release(), tags), unitWith(makeUnit("xcache:release"), { ...tags, release: "same" })];
  const plan = planOf(units);
  expect(goneFrom(plan)).toEqual(["20250201-0000"]);
  expect(goneFrom(plan, "xcache:release")).toEqual(["20250201-0000"]);
  expect(reasonsFor(plan, "20250101-0000")).toEqual(["shown by xcache:release"]);
});

test("registries that disagree on a timestamp keep it", () => {
  const tags = Object.fromEntries(stamps.map((stamp) => [`release-${stamp}`, stamp]));
  const plan = planOf([
    unitWith(twoPlaces(), { ...tags, release: "20261123-0617" }, { ...tags, [`release-${second}`]: "another" }),
  ]);
  expect(goneFrom(plan)).toEqual(others);
  expect(reasonsFor(plan, second)).toEqual(["registries show different images under it"]);
});

test("globs over tags keep what has such a tag", () => {
  const units = [published(stamps)];
  const policy = policyOf({ ...rules, protect: ["*-202502??-*", "nothing-*"] }, units);
  const plan = planAll(factsOf(units), policy);
  expect(goneFrom(plan)).toEqual(others);
  expect(reasonsFor(plan, second)).toEqual(["protected by *-202502??-*"]);
  expect(plan.notes).toEqual(['`protect`: no publication has a tag that matches "nothing-*"']);
});

function twoPlaces(): Unit {
  return release({
    destinations: [
      { repository: "one.example.org/osg/squid", required: true },
      { repository: "two.example.org/osg/squid", required: false },
    ],
  });
}
