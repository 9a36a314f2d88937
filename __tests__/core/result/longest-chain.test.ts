import { expect, test } from "@jest/globals";
import { type Chain, longestChain } from "../../../src/core/result/longest-chain.ts";
import type { UnitTimes } from "../../../src/core/result/unit-times.ts";

const took = (unit: string, build: number, bases: string[] = [], more: Partial<UnitTimes> = {}): UnitTimes => ({
  unit,
  bases,
  queue: 0,
  build,
  test: 0,
  ...more,
});

test.each<[string, UnitTimes[], Chain | undefined]>([
  ["nothing", [], undefined],
  ["one unit", [took("a", 5)], { units: ["a"], time: 5 }],
  ["units that depend on nothing", [took("a", 5), took("b", 7)], { units: ["b"], time: 7 }],
  ["a tie: the first", [took("a", 5), took("b", 5)], { units: ["a"], time: 5 }],
  ["base and child against a slow one", [took("a", 5), took("b", 3, ["a"]), took("c", 7)], { units: ["a", "b"], time: 8 }],
  ["a slow one against base and child", [took("a", 5), took("b", 3, ["a"]), took("c", 9)], { units: ["c"], time: 9 }],
  [
    "several bases: the longest way to each",
    [took("a", 1), took("b", 2, ["a"]), took("c", 4), took("d", 1, ["c", "b"]), took("e", 1, ["d", "a"])],
    { units: ["c", "d", "e"], time: 6 },
  ],
  ["equal bases: the main one", [took("a", 2), took("b", 2), took("c", 1, ["b", "a"])], { units: ["b", "c"], time: 3 }],
  ["a base that this run did not build", [took("b", 3, ["a"])], { units: ["b"], time: 3 }],
  ["time in the queue and in tests counts", [took("a", 1, [], { queue: 3, test: 4 }), took("b", 7)], { units: ["a"], time: 8 }],
  [
    "children wait for a base's tests, not for its tags",
    [took("a", 1, [], { publish: 50 }), took("b", 1, ["a"], { publish: 60 })],
    { units: ["a", "b"], time: 62 },
  ],
  [
    "the tags of a base may come last",
    [took("a", 1, [], { publish: 50 }), took("b", 1, ["a"], { publish: 6 })],
    { units: ["a"], time: 51 },
  ],
  ["units that were only tested", [{ unit: "a", bases: [], queue: 1, test: 2 }], { units: ["a"], time: 3 }],
])("%s", (_, times, chain) => {
  expect(longestChain(times)).toEqual(chain);
});
