import { describe, expect, test } from "@jest/globals";
import type { TagstreamAnnotations } from "../../src/core/annotations.ts";
import { agrees, holdsOfUnit, type Origin, originOf, type UnitHistory } from "../../src/core/history.ts";
import { makeHold, makeStamp } from "../support/holds.ts";
import { makeDigest, makeUnit, timestamp } from "../support/units.ts";

const [a, b] = [makeDigest("a"), makeDigest("b")];
const built = (text: string, change: TagstreamAnnotations = {}): TagstreamAnnotations => ({ built: timestamp(text), ...change });

test.each<[string, string, TagstreamAnnotations, [string, typeof a][], Origin]>([
  ["built", "20261116-0617", built("20261116-0617"), [["20261109-0617", b]], { kind: "built" }],
  ["built, the second of its minute", "20261116-0617-01", built("20261116-0617"), [["20261116-0617", b]], { kind: "built" }],
  [
    "built for a pull request, and published as built",
    "20261116-0617",
    built("20261116-0617", { pullRequest: 7 }),
    [],
    { kind: "built" },
  ],
  ["promoted", "20261116-0617", built("20261114-0900", { pullRequest: 7 }), [], { kind: "promoted", pullRequest: 7 }],
  ["promoted from a merge queue", "20261116-0617", built("20261114-0900"), [], { kind: "promoted" }],
  [
    "rolled back to what was built, twice: the first",
    "20261120-0301",
    built("20261102-0617"),
    [
      ["20261102-0617", a],
      ["20261109-0617", b],
      ["20261116-0617", a],
    ],
    { kind: "rolled back", to: makeStamp("20261102-0617") },
  ],
  [
    "rolled back to what says nothing",
    "20261120-0301",
    {},
    [["20250101-0000", a]],
    { kind: "rolled back", to: makeStamp("20250101-0000") },
  ],
  ["there before Tagstream", "20250101-0000", {}, [], { kind: "adopted" }],
])("%s", (_, stamp, annotations, earlier, expected) => {
  const before = earlier.map(([text, digest]) => ({ stamp: makeStamp(text), digest }));
  expect(originOf({ stamp: makeStamp(stamp), digest: a }, annotations, before)).toEqual(expected);
});

describe("whether all registries agree", () => {
  const unit = makeUnit("squid:release");
  const entry = { stamp: makeStamp("20261116-0617"), digest: a, origin: { kind: "built" }, bases: [], differing: [] } as const;
  const shows = (...digests: (typeof a | undefined)[]) => ({
    tag: "release",
    shown: new Map(digests.map((digest, index) => [`${index}.example.org/squid`, digest])),
  });
  const history = (change: Partial<UnitHistory>): UnitHistory => ({
    unit,
    tags: [shows(a, a)],
    entries: [entry],
    more: 0,
    holds: [],
    unknown: [],
    ...change,
  });
  test.each<[string, Partial<UnitHistory>, boolean]>([
    ["all the same", {}, true],
    ["stream and alias", { tags: [shows(a, a), { ...shows(a, a), tag: "latest" }] }, true],
    ["nothing anywhere", { tags: [shows(undefined, undefined)], entries: [] }, true],
    ["another image in one", { tags: [shows(a, b)] }, false],
    ["none in one", { tags: [shows(a, undefined)] }, false],
    ["an alias that lags behind", { tags: [shows(a, a), { ...shows(b, b), tag: "latest" }] }, false],
    ["a publication that one lacks", { entries: [{ ...entry, differing: ["1.example.org/squid"] }] }, false],
    ["one that could not be asked", { unknown: ["1.example.org/squid: timed out"] }, false],
  ])("%s", (_, change, expected) => {
    expect(agrees(history(change))).toBe(expected);
  });

  test("its holds, the newest first", () => {
    const holds = [9, 10, 8].map((issue) => makeHold({ issue }));
    const found = holdsOfUnit(unit, [...holds, makeHold({ issue: 11, scope: ["xcache"] })]);
    expect(found.map(({ issue }) => issue)).toEqual([10, 9, 8]);
  });
});
