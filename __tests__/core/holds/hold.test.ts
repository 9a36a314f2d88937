import { describe, expect, test } from "@jest/globals";
import { covers, type Hold, holdOn, holdProblems, holdsOn, isOverdue } from "../../../src/core/holds/hold.ts";
import { liftingOf, partialReleasesAfter } from "../../../src/core/holds/resume.ts";
import { matchesUnit } from "../../../src/core/unit/selector.ts";
import { makeHold, makePublicationId } from "../../support/holds.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const [a, b] = [makeDigest("a"), makeDigest("b")];
const unit = makeUnit("squid:release");
const stamp = makePublicationId("20261120-0301");
const at = (issue: number, digest?: typeof a, change: Partial<Hold> = {}): Hold =>
  makeHold({ issue, digests: new Map(digest === undefined ? [] : [[unit.name, digest]]), ...change });

describe("which hold decides", () => {
  test.each<[string, Hold[], object | undefined]>([
    ["none", [], undefined],
    ["another unit's", [at(1, a, { scope: ["xcache:*"] })], undefined],
    ["one that names the unit in its digests alone", [at(1, a, { scope: ["xcache"] })], undefined],
    ["the newest, whatever their order", [at(2, b), at(3, a), at(1, b)], { issue: 3, digest: a }],
    ["by number, not by text", [at(10, b), at(9, a)], { issue: 10, digest: b }],
    ["one that says what to show before one that does not", [at(3), at(2, b), at(1, a)], { issue: 2, digest: b }],
    ["the newest where none says it", [at(2), at(3)], { issue: 3 }],
    ["a readable one before one that is not", [at(3, undefined, { fault: "x" }), at(2, b)], { issue: 2, digest: b }],
    ["one that cannot be read, alone", [at(3, undefined, { fault: "x", scope: ["*:*"] })], { issue: 3 }],
    ["a rollback's stamp", [at(3, a, { rollback: stamp })], { issue: 3, digest: a, stamp }],
  ])("%s", (_, holds, expected) => {
    const hold = holdOn(unit, holds);
    if (expected === undefined) expect(hold).toBeUndefined();
    else expect(hold).toMatchObject(expected);
  });

  test("without a digest there is no stamp: nothing of the unit was rolled back", () => {
    expect(holdOn(unit, [at(3, undefined, { rollback: stamp })])).toEqual({
      issue: 3,
      url: "https://github.example.org/osg/images/issues/3",
      reason: "it broke",
      owner: "octo",
      since: "2026-11-20T03:00:00Z",
      expires: "2026-11-27",
    });
  });
});

test.each<[string, string, boolean]>([
  ["squid:release", "squid:release", true],
  ["squid", "squid:release", true],
  ["squid", "squids:release", false],
  ["*:*", "squid:release", true],
  ["*", "team/squid:25-el9", true],
  ["*:rel*", "squid:release", true],
  ["*:*-*-release", "squid:25-el9-release", true],
  ["*:*-*-release", "squid:25-release", false],
  ["*s*d:*e*s*", "squid:release", true],
  ["squ?d:release", "squid:release", true],
  ["squ??d:release", "squid:release", false],
  ["*:release?", "squid:release", false],
  ["squid*release", "squid:release", false],
  ["*:*:*", "squid:release", false],
  ["squid:", "squid:release", false],
  ["", "squid:release", false],
  ["squid:**", "squid:release", true],
  ["SQUID:release", "squid:release", false],
  ["s.uid:release", "squid:release", false],
  ["[s]quid:release", "squid:release", false],
  ["squid:release|x", "squid:release", false],
  ["(squid:release", "squid:release", false],
  ["squid:release\n", "squid:release", false],
])("the glob %j and %s: %s", (glob, name, expected) => {
  expect(matchesUnit(glob, name)).toBe(expected);
});

test("a glob of many asterisks: to try each place for each would take longer than the sun shines", () => {
  expect(matchesUnit(`${"*a".repeat(100)}b:x`, `${"a".repeat(250)}:x`)).toBe(false);
  expect(matchesUnit(`${"*a".repeat(100)}*:x`, `${"a".repeat(250)}:x`)).toBe(true);
});

test.each([
  ["2026-11-27", "2026-11-26", false],
  ["2026-11-27", "2026-11-27", false],
  ["2026-11-27", "2026-11-28", true],
  ["2026-12-31", "2027-01-01", true],
  [undefined, "9999-12-31", false],
])("due by %s, on %s: overdue is %s", (expires, today, expected) => {
  expect(isOverdue(expires === undefined ? {} : { expires }, today)).toBe(expected);
});

describe("what a person has to see to", () => {
  const problems = (hold: Partial<Hold>, today = "2026-11-25") => holdProblems([unit], [makeHold(hold)], today);

  test("nothing, while a hold is as it should be, or is not on these units", () => {
    expect(problems({})).toEqual([]);
    expect(problems({ scope: ["xcache:*"], fault: "x" }, "2027-01-01")).toEqual([]);
  });

  test("overdue and unreadable, both as errors", () => {
    const found = problems({ fault: "its block is not valid YAML", scope: ["squid:*", "xcache:*"] }, "2026-11-28");
    expect(found.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      [
        "hold-malformed",
        "error",
        "Hold #12 cannot be read: its block is not valid YAML. It holds everything that its title names (squid:*, xcache:*) until you fix its block or close it.",
      ],
      [
        "hold-overdue",
        "error",
        "Hold #12 of octo was due to end by 2026-11-27, but still holds squid:*, xcache:*. Close it, or set a later `expires`.",
      ],
    ]);
  });

  test("closed by a keyword, as an error that says how to lift it", () => {
    const [found, ...more] = problems({ closedBy: "https://github.com/osg/images/pull/34" });
    expect(more).toEqual([]);
    expect(found).toEqual({
      code: "hold-closed-by-change",
      severity: "error",
      message:
        'Hold #12 still holds squid:release: https://github.com/osg/images/pull/34 closed its issue with a keyword such as "fixes", which does not end a hold. To end it, run `resume`, or reopen the issue and close it by hand. To keep it, reopen the issue. Otherwise the hold ends 30 days after the issue was closed.',
    });
  });

  test("what an issue says stays on one line, and short", () => {
    const scope = ["squid:*", "a\n::error::b", ...Array.from({ length: 900 }, (_, n) => `image-${n}:release`)];
    const [found] = problems({ scope, owner: "o\n::error::\u001b[31mb" }, "2026-11-28");
    expect(found?.message).toMatch(/^Hold #12 of o ::error::b was .* … and 892 more\. Close it, or set a later `expires`\.$/);
  });
});

test("all holds on a unit", () => {
  const holds = [at(1), at(2, a, { scope: ["xcache"] }), at(3, a, { scope: ["x", "squid"] })];
  expect(holdsOn(unit, holds).map(({ issue }) => issue)).toEqual([1, 3]);
});

describe("which holds end, so that nothing holds these units", () => {
  const all = ["squid:release", "squid:testing", "xcache:release"].map((name) => makeUnit(name));
  const [release, testing] = all as [typeof unit, typeof unit];
  test.each<[string, string[], (typeof unit)[], [number, string[]][]]>([
    ["one on the unit alone ends", ["squid:release"], [release], [[12, []]]],
    ["one on more stays on the rest", ["squid"], [release], [[12, ["squid:testing"]]]],
    ["one on everything", ["*:*"], [release, testing], [[12, ["xcache:release"]]]],
    ["another unit's stays as it is", ["xcache"], [release, testing], []],
    ["one on units that there are no more", ["gone:*"], [release], []],
    ["one on the unit, and on some that there are no more", ["squid:release", "gone:*"], [release], [[12, []]]],
  ])("%s", (_, scope, units, expected) => {
    const lifting = liftingOf([makeHold({ scope })], units, all);
    expect(lifting.map(({ hold, rest }) => [hold.issue, rest.map(({ name }) => name)])).toEqual(expected);
    // Globs that none of the units is under stay globs: the issue has to have room for what is left.
    expect(lifting.every(({ rest, scope: left }) => rest.every((unit) => covers({ scope: left }, unit)))).toBe(true);
    expect(lifting.some(({ scope: left }) => units.some((unit) => covers({ scope: left }, unit)))).toBe(false);
  });

  test.each<[string[], string[]]>([
    [
      ["squid", "xcache", "gone:*"],
      ["xcache", "gone:*", "squid:testing"],
    ],
    [["squid:release", "*:testing"], ["*:testing"]],
    [["*:release"], ["xcache:release"]],
    [["squid:release"], []],
  ])("of the globs %j stay %j", (scope, left) => {
    expect(liftingOf([makeHold({ scope })], [release], all)[0]?.scope).toEqual(left);
  });

  test("it says which units it ends for", () => {
    const [one] = liftingOf([makeHold({ scope: ["squid", "gone:*"] })], [release, makeUnit("xcache:9")], all);
    expect(one?.units.map(({ name }) => name)).toEqual(["squid:release"]);
  });

  test("what was lifted before is not lifted again", () => {
    const lifted = [{ units: ["squid:release"], at: "2026-11-25T11:20:00Z", digests: new Map() }];
    expect(liftingOf([makeHold({ scope: ["squid:testing"], partialReleases: lifted })], [release], all)).toEqual([]);
  });

  test("what it was lifted for is added to what it had been lifted for", () => {
    const before = { units: ["squid:1"], at: "2026-11-24T09:00:00Z", digests: new Map([["squid:1", b]]) };
    const digests = new Map([
      ["squid:release", a],
      ["xcache:release", b],
    ]);
    const one = liftingOf([makeHold({ scope: ["*:*"], digests, partialReleases: [before] })], [release, testing], all)[0];
    const at = "2026-11-25T11:20:00Z";
    expect(one && partialReleasesAfter(one, at)).toEqual([
      before,
      { units: ["squid:release", "squid:testing"], at, digests: new Map([["squid:release", a]]) },
    ]);
  });

  test("several on one unit all end", () => {
    const lifting = liftingOf([at(1), at(2, a, { scope: ["*:release"] })], [release], all);
    expect(lifting.map(({ hold, rest }) => [hold.issue, rest.length])).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });
});
