import { describe, expect, test } from "@jest/globals";
import {
  activeRollbacks,
  type HoldSelection,
  holdOfRun,
  isSameRollback,
  remainingHolds,
} from "../../../src/core/holds/existing-holds.ts";
import type { Hold } from "../../../src/core/holds/hold.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { makeHold, makePublicationId } from "../../support/holds.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const [d1, d2, d3] = [makeDigest("d1"), makeDigest("d2"), makeDigest("d3")];
const [release, testing, xcache] = [makeUnit("squid:release"), makeUnit("squid:testing"), makeUnit("xcache:release")];
const rollback = makePublicationId("20261120-0301");
const until = "2026-11-21T03:00:00Z";

const to = (digest: Digest, units = [release]) => ({ digests: new Map(units.map(({ name }) => [name, digest])), rollback });
/** A rollback of run 815: of `squid:release` to d2, unless told otherwise. */
const back = (issue: number, change: Partial<Hold> = {}): Hold => makeHold({ issue, run: "815", ...to(d2), ...change });
const selection = (change: Partial<HoldSelection> = {}): HoldSelection => ({
  run: "815",
  only: ["squid:release"],
  units: [release],
  ...change,
});
const both = selection({ only: ["squid"], units: [release, testing] });

describe("the hold that an attempt goes on under", () => {
  test.each<[string, Hold[], HoldSelection, number | undefined]>([
    ["none", [], selection(), undefined],
    ["its own", [back(1)], selection(), 1],
    ["its own, under another run's to the same image", [back(1), back(2, { run: "900" })], selection(), 1],
    ["another run's is not", [back(1, { run: "900" })], selection(), undefined],
    ["one that `hold` made is not", [makeHold({ issue: 1, run: "815" })], selection(), undefined],
    ["another job's of the run is not: other units", [back(1)], selection({ only: ["xcache"], units: [xcache] }), undefined],
    ["at a command line there are no attempts", [back(1, { run: "local" })], selection({ run: "local" }), undefined],
    [
      "its own, where a newer one keeps one of its units, and the others have to be completed",
      [back(1, { scope: ["squid"], ...to(d2, [release, testing]) }), back(2, { run: "900", ...to(d3) })],
      both,
      1,
    ],
    [
      "of a rollback under which nothing was held by others",
      [back(1), makeHold({ issue: 2, scope: ["xcache"] })],
      selection(),
      1,
    ],
  ])("%s", (_, holds, of, issue) => {
    const found = holdOfRun(holds, of, "rollback");
    expect(typeof found === "object" ? found.issue : found).toBe(issue);
  });

  test.each<[string, Hold[], HoldSelection, RegExp]>([
    ["lifted", [back(1, { until })], selection(), /^Hold #1 of this run has been released: start a new run to roll back again$/],
    ["lifted for one of the units", [back(1)], both, /^Hold #1 of this run no longer covers squid:testing: start a new run/],
    [
      "without an image for one of the units, which is new",
      [back(1, { scope: ["squid"] })],
      both,
      /^Hold #1 of this run no longer covers squid:testing/,
    ],
    [
      "of more units: another step of the same run wants other things",
      [back(1, { scope: ["squid"], ...to(d2, [release, testing]) })],
      selection(),
      /^Hold #1 of this run covers more than squid:release: start a new run/,
    ],
    [
      "a newer one keeps the stream at another image",
      [back(1), back(2, { run: "900", ...to(d3) })],
      selection(),
      /^Hold #2 supersedes hold #1 of this run: start a new run to roll back again$/,
    ],
    [
      "edited into nonsense",
      [back(1, { fault: "its block is not valid YAML" })],
      selection(),
      /cannot be read \(its block is not valid YAML\): fix it/,
    ],
  ])("is refused when it is %s", (_, holds, of, words) => {
    expect(holdOfRun(holds, of, "rollback")).toMatch(words);
  });

  test("of `hold`, whatever decides by now", () => {
    const held = makeHold({ issue: 1, run: "815" });
    expect(holdOfRun([held, back(2, { run: "900" })], selection(), "hold")).toBe(held);
    expect(holdOfRun([back(1)], selection(), "hold")).toBeUndefined();
    expect(holdOfRun([makeHold({ issue: 1, run: "815", until })], selection(), "hold")).toMatch(/start a new run to hold again$/);
  });
});

describe("the rollbacks in force", () => {
  test.each<[string, Hold[], HoldSelection, number[]]>([
    ["none", [], selection(), []],
    ["one, whichever run's", [back(1, { run: "900" })], selection(), [1]],
    [
      "not one that was lifted, cannot be read, or is no rollback",
      [back(1, { until }), back(2, { fault: "x" }), makeHold()],
      selection(),
      [],
    ],
    ["not one of other units", [back(1)], both, []],
    ["not one that was undone", [back(1), back(2, to(d3))], selection(), [2]],
    ["not the first of two, once the second was undone", [back(1), back(2, to(d1)), back(3, to(d2))], selection(), [3, 1]],
    [
      "not one of two units, of which one went further back",
      [back(1, { scope: ["squid"], ...to(d2, [release, testing]) }), back(2, to(d1))],
      both,
      [],
    ],
    ["of several to the same image the newest first", [back(1), back(2)], selection(), [2, 1]],
    ["under one without an image", [back(1), makeHold({ issue: 2 })], selection(), [1]],
  ])("%s", (_, holds, of, issues) => {
    expect(activeRollbacks(holds, of).map(({ issue }) => issue)).toEqual(issues);
  });

  test.each<[Hold, Digest, boolean]>([
    [back(1), d2, true],
    [back(1), d3, false],
    [back(1, to(d2, [release, testing])), d2, false],
  ])("to the same images %#", (hold, digest, same) => {
    expect(isSameRollback(hold, [{ unit: release, target: { stamp: rollback, digest } }])).toBe(same);
  });
});

test("the holds that decide once one is lifted", () => {
  const holds = [back(1), back(2, { until }), back(3, { scope: ["xcache"] }), makeHold({ issue: 4, scope: ["*:*"] }), back(5)];
  const below = (own: Hold | undefined) => remainingHolds(holds, [release], own).map(({ issue }) => issue);
  expect(below(holds[4])).toEqual([4, 1]);
  expect(below(undefined)).toEqual([5, 4, 1]);
});
