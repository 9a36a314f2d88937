import { describe, expect, test } from "@jest/globals";
import { changesBetween } from "../../../src/core/status/changes-since.ts";
import type { ChangedPackage, PublicationStatus } from "../../../src/core/status/publication-status.ts";
import { fuzzSeeds } from "../../support/fuzz.ts";
import { difference, packageWorld } from "../../support/package-world.ts";
import { makeDigest } from "../../support/units.ts";

const platforms = ["linux/amd64", "linux/arm64"];
const change = (name: string, before: string, now: string, more: Partial<ChangedPackage> = {}): ChangedPackage => ({
  kind: before === "" ? "added" : now === "" ? "removed" : "changed",
  name,
  before: before === "" ? [] : before.split("+"),
  now: now === "" ? [] : now.split("+"),
  ...more,
});
const back = (name: string, before: string, now: string) => change(name, before, now, { kind: "backwards" });

/** Publications `1`, `2` … of the digests in a text such as `aba`, newest first; `?` is not compared. */
function unitOf(digests: string, ...steps: (ChangedPackage[] | "?" | { unknown: string })[]) {
  const publications = [...digests].map((digit, index): PublicationStatus => {
    const step = index === 0 ? "?" : (steps[index - 1] ?? []);
    const changes = Array.isArray(step) ? step : [];
    const unknown = typeof step === "object" && "unknown" in step ? { unknown: step.unknown } : {};
    const packages = step === "?" ? {} : { packages: { changed: changes.length, changes, ...unknown } };
    return {
      timestamp: `${index + 1}`,
      digest: makeDigest(digit),
      origin: { kind: "built" },
      bases: [],
      differing: [],
      ...packages,
    };
  });
  return { platforms, publications: publications.toReversed() };
}

const last = (unit: ReturnType<typeof unitOf>) => `${unit.publications.length}`;

describe("the net change of a package", () => {
  test.each<[string, ChangedPackage[][], object[]]>([
    ["of one step is that step", [[back("x", "2", "1")]], [{ ...back("x", "2", "1"), steps: 1 }]],
    [
      "of two steps goes from the first to the last",
      [[change("x", "1", "2")], [change("x", "2", "3")]],
      [{ ...change("x", "1", "3"), steps: 2 }],
    ],
    [
      "that was added, then changed, is added",
      [[change("x", "", "2")], [change("x", "2", "3")]],
      [{ ...change("x", "", "3"), steps: 2 }],
    ],
    ["that was added, then removed, is none", [[change("x", "", "2")], [change("x", "2", "")]], []],
    ["that went to and fro is none", [[change("x", "1", "2")], [back("x", "2", "1")]], []],
    [
      "that was removed, then added, changed",
      [[change("x", "2", "")], [change("x", "", "3")]],
      [{ ...change("x", "2", "3"), steps: 2 }],
    ],
    ["went backwards if all steps did", [[back("x", "3", "2")], [back("x", "2", "1")]], [{ ...back("x", "3", "1"), steps: 2 }]],
    [
      "may be lower if some steps went backwards",
      [[change("x", "1", "5")], [back("x", "5", "2")]],
      [{ ...change("x", "1", "2"), steps: 2, wentBackwards: true }],
    ],
    [
      "has no order of versions",
      [[change("x", "1", "2+3")], [change("x", "3+2", "4")]],
      [{ ...change("x", "1", "4"), steps: 2 }],
    ],
    [
      "stays apart by platform",
      [[change("x", "1", "2")], [change("x", "2", "3", { platforms: ["linux/arm64"] })]],
      [
        { ...change("x", "1", "2"), platforms: ["linux/amd64"], steps: 1 },
        { ...change("x", "1", "3"), platforms: ["linux/arm64"], steps: 2 },
      ],
    ],
    [
      "is unclear if the steps do not join",
      [[change("x", "1", "2")], [change("x", "3", "4")]],
      [{ ...change("x", "1", "4"), steps: 2, unclear: true }],
    ],
    [
      "is unclear if an architecture went apart",
      [[change("x", "1", "2")], [change("x.i686", "2", "3"), change("x.x86_64", "2", "4")]],
      [
        { ...change("x", "1", "2"), steps: 1, unclear: true },
        { ...change("x.i686", "2", "3"), steps: 1, unclear: true },
        { ...change("x.x86_64", "2", "4"), steps: 1, unclear: true },
      ],
    ],
    [
      "with a dot in its name is another one",
      [[change("python3", "1", "2"), change("python3.11", "1", "2")]],
      [
        { ...change("python3", "1", "2"), steps: 1 },
        { ...change("python3.11", "1", "2"), steps: 1 },
      ],
    ],
    [
      "is among the others as in all lists: backwards first",
      [[change("a", "1", "2"), change("c", "1", "2"), back("b", "2", "1")]],
      [back("b", "2", "1"), change("a", "1", "2"), change("c", "1", "2")].map((one) => ({ ...one, steps: 1 })),
    ],
  ])("%s", (_, steps, expected) => {
    const unit = unitOf("abcdef".slice(0, steps.length + 1), ...steps);
    const result = changesBetween(unit, "1", last(unit));
    expect(result).toEqual({
      ...{ direction: "later", publications: steps.length, changes: expected, notCompared: [] },
      ...{ bases: [], versions: [], commits: [], pullRequests: [] },
    });
  });

  test("is inverted on the way back, where what went forwards may be lower", () => {
    const unit = unitOf("abc", [change("a", "1", "2"), change("b", "", "2")], [change("c", "2", ""), back("d", "2", "1")]);
    const inverted = [change("a", "2", "1"), change("b", "2", ""), change("c", "", "2"), change("d", "1", "2")];
    expect(changesBetween(unit, "3", "1")).toMatchObject({
      direction: "earlier",
      publications: 2,
      changes: inverted.map((one) => ({ ...one, steps: 1 })),
    });
  });
});

describe("what is not compared", () => {
  const step = [change("x", "1", "2")];

  test.each<[string, ReturnType<typeof unitOf>, object[], number]>([
    ["one on the way", unitOf("abc", "?", step), [{ timestamp: "2" }], 1],
    ["all on the way", unitOf("abc", "?", "?"), [{ timestamp: "2" }, { timestamp: "3" }], 0],
    ["a platform", unitOf("ab", { unknown: "no list for linux/arm64" }), [{ timestamp: "2", why: "no list for linux/arm64" }], 0],
    ["not the first one itself", unitOf("ab", step), [], 1],
    ["not what has the same digest", unitOf("aab", "?", step), [], 1],
    ["not what a rollback undid", unitOf("abca", "?", "?", "?"), [], 0],
    ["not what a rollback undid, on a longer way", unitOf("abac", "?", "?", step), [], 1],
  ])("%s", (_, unit, notCompared, changes) => {
    const result = changesBetween(unit, "1", last(unit));
    expect(result?.notCompared).toEqual(notCompared);
    expect(result?.changes).toHaveLength(changes);
  });
});

test("publications that are not listed have no answer, and the same one has no changes", () => {
  const unit = unitOf("ab", "?");
  expect(changesBetween(unit, "0", "1")).toBeUndefined();
  expect(changesBetween(unit, "1", "3")).toBeUndefined();
  expect(changesBetween(unit, "2", "2")).toMatchObject({ direction: "same", publications: 0, changes: [], notCompared: [] });
});

test("it says which bases changed, and which versions, commits and pull requests were on the way", () => {
  const [d, e, f] = [makeDigest("d"), makeDigest("e"), makeDigest("f")];
  const { publications } = unitOf("abcd", [], [], []);
  const more = [
    { bases: [`debian:12 ${e}`, `go:1 ${d}`, `same:1 ${d}`], version: "1.2", revision: "c2" },
    { origin: { kind: "promoted" as const, pullRequest: 9 }, version: "1.2", revision: "c2", bases: [] },
    { origin: { kind: "promoted" as const, pullRequest: 7 }, version: "1.1", revision: "c1", bases: [] },
    { bases: [`debian:12 ${d}`, `same:1 ${d}`, `node:1 ${f}`], version: "1.0", revision: "c0" },
  ];
  const unit = { platforms, publications: publications.map((one, index) => ({ ...one, ...more[index] })) };
  const way = { versions: ["1.1", "1.2"], commits: ["c1", "c2"], pullRequests: [7, 9], publications: 3 };
  const [debian, go, node] = ["debian:12", "go:1", "node:1"];
  expect(changesBetween(unit, "1", "4")).toMatchObject({
    ...way,
    bases: [
      { reference: debian, before: [d], now: [e] },
      { reference: node, before: [f], now: [] },
      { reference: go, before: [], now: [d] },
    ],
  });
  expect(changesBetween(unit, "4", "1")).toMatchObject({
    ...way,
    bases: [
      { reference: debian, before: [e], now: [d] },
      { reference: go, before: [d], now: [] },
      { reference: node, before: [], now: [f] },
    ],
  });
});

/** What both have: no steps. Sorted, because a comparison by hand has another order. */
function comparable(changes: readonly ChangedPackage[]): string[] {
  return changes
    .map(({ kind, name, before, now, platforms: on = [] }) => JSON.stringify([name, kind, before, now, on]))
    .toSorted();
}

test.each(fuzzSeeds({ few: 80, all: 4000 }))(
  "seed %i: the net change is what a direct comparison finds, in both directions",
  (seed) => {
    const world = packageWorld(seed);
    const stamps = world.publications.map(({ timestamp }) => timestamp).toReversed();
    const pairs = stamps.flatMap((from, i) => stamps.map((to, j) => ({ from, to, i, j })));
    const found = pairs.map(({ from, to }) => comparable(changesBetween(world, from, to)?.changes ?? []));
    const direct = pairs.map(({ i, j }) => comparable(difference(world.images[i] ?? new Map(), world.images[j] ?? new Map())));
    expect(found).toEqual(direct);
  },
);
