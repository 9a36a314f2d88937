import { describe, expect, test } from "@jest/globals";
import { clean } from "../../../src/core/lib/text/clean.ts";
import { width } from "../../../src/core/lib/text/display-width.ts";
import { ansiStyle, plainStyle } from "../../../src/core/lib/text/style.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { followLines } from "../../../src/render/follow/follow-lines.ts";
import { planTable } from "../../../src/render/tables/plan-table.ts";
import { makePlan, makePlanned } from "../../support/documents.ts";
import { makeConditions, makeFollower, makeMoving, publicationOf, waiting } from "../../support/followers.ts";
import { hostile } from "../../support/hold-drafts.ts";
import { makeHold } from "../../support/holds.ts";
import { makeDigest } from "../../support/units.ts";

const { scope: _, digests: _d, ...hold } = makeHold();
const linesOf = (...units: PlannedUnit[]): string[] => followLines(makePlan(units), plainStyle);
const awaits = "      waiting for: soak (2 d 21 h of 7 d) · passed: tested, shown, verdict, forward, not withdrawn";
const next = "next: 20261120-0917 in 4 d 3 h";

test("a plan says what a following stream shows and waits for", () => {
  const units = ["frontier-squid", "xcache"].map((image) => makeFollower(`${image}:25-el9-stable`));
  expect(`\n${planTable(makePlan(units)).join("\n")}\n`).toBe(`
tagstream plan · rebuild · schedule · main@8d2f31c · 20261123-0617

  unit                          decision  why
  frontier-squid:25-el9-stable  leave     waits for its source
  xcache:25-el9-stable          leave     waits for its source

  nothing to do: all 2 unchanged
  stable  shows 20261114-0617 of fresh, 9 days old · next: 20261120-0917 in 4 d 3 h
${awaits}
`);
});

test("60 images in one state take two lines, and those in another two more", () => {
  const same = Array.from({ length: 58 }, (_n, n) => makeFollower(`image-${n}:${n % 2 === 0 ? "el8" : "el9"}-stable`));
  const moving = ["squid", "xcache"].map((image) => makeMoving(`${image}:el9-stable`, "20261116-0617", { verifiedBy: ["octo"] }));
  expect(linesOf(...same)).toEqual([`  stable  shows 20261114-0617 of fresh, 9 days old · ${next}`, awaits]);
  expect(linesOf(...same, ...moving)).toEqual([
    "  stable (image-0, image-1, image-2 … and 55 more)  shows 20261114-0617 of fresh, 9 days old",
    `      ${next}`,
    awaits,
    "  stable (squid, xcache)  shows 20261114-0617 of fresh, 9 days old",
    `      follows 20261116-0617 now, verified by octo · ${next}`,
    awaits,
  ]);
});

test.each<[string, PlannedUnit, string[]]>([
  ["shows nothing yet", makeFollower("a:stable", {}), ["  stable  shows nothing of fresh yet · next: none yet"]],
  [
    "shows what nobody knows",
    makeFollower("a:stable", {}, { decision: "blocked", blocked: "follow-unknown" }),
    ["  stable  what it shows of fresh is unknown · next: none yet"],
  ],
  [
    "is advanced by hand, and shows the newest then",
    makeFollower("a:stable", {
      takes: publicationOf("20261116-0617"),
      advanced: { by: "octo", reason: "mends CVE-1", waived: ["soaked"] },
    }),
    ["  stable  shows nothing of fresh yet · follows 20261116-0617 now, advanced by octo: mends CVE-1"],
  ],
  [
    "follows at once",
    makeMoving("a:stable", "20261116-0617", {}),
    ["  stable  shows 20261114-0617 of fresh, 9 days old · follows 20261116-0617 now", `      ${next}`, awaits],
  ],
  [
    "was rolled back",
    makeFollower("a:stable", waiting, { current: makeDigest("older") }),
    ["  stable  shows sha256:6f6c6465 instead of 20261114-0617 of fresh, 9 days old", `      ${next}`, awaits],
  ],
  [
    "is held at another image",
    makeFollower("a:stable", waiting, { hold: { ...hold, digest: makeDigest("held") } }),
    ["  stable  shows sha256:68656c64 instead of 20261114-0617 of fresh, 9 days old", `      ${next}`, awaits],
  ],
  [
    "is held",
    makeFollower("a:stable", { ...waiting, takes: publicationOf("20261116-0617") }, { decision: "leave", hold }),
    [
      "  stable  shows 20261114-0617 of fresh, 9 days old",
      `      would follow fresh 20261116-0617, without its hold (#12) · ${next}`,
      awaits,
    ],
  ],
  [
    "waits for people, not only for time",
    makeFollower("a:stable", {
      next: { ...publicationOf("20261120-0917"), waitingFor: ["verdict"], conditions: makeConditions("verdict") },
    }),
    [
      "  stable  shows nothing of fresh yet · next: 20261120-0917",
      "      waiting for: verdict (not required) · passed: tested, soak, shown, forward, not withdrawn",
    ],
  ],
  [
    "waits for nothing that comes by itself: somebody withdrew the next image",
    makeFollower("a:stable", {
      next: {
        ...publicationOf("20261120-0917"),
        waitingFor: ["soaked", "not-withdrawn"],
        conditions: [{ name: "not-withdrawn", holds: false, evidence: "bad verdict of octo: it crashes" }],
      },
    }),
    ["  stable  shows nothing of fresh yet · next: none yet", "      kept out: 20261120-0917 (bad verdict of octo: it crashes)"],
  ],
  [
    "is in trouble",
    makeFollower("a:stable", {
      shows: publicationOf("20261114-0617"),
      withdrawn: "bad verdict of octo: it crashes",
      stale: "40 days old",
    }),
    [
      "  stable  shows 20261114-0617 of fresh, 9 days old · next: none yet",
      "      must not be used: bad verdict of octo: it crashes",
      "      too old: 40 days old",
    ],
  ],
])("a stream that %s", (_name, unit, lines) => {
  expect(linesOf(unit)).toEqual(lines);
});

test.each<[Partial<PlannedUnit>, string]>([
  [{}, "once its own tests pass"],
  [{ follow: { takes: publicationOf("20261116-0617"), retest: true } }, "once all tests pass again"],
])("one that tests first, %#", (change, words) => {
  const unit = makeMoving("a:stable", "20261116-0617", {});
  expect(linesOf({ ...unit, decision: "test", ...change }).join(" ")).toContain(`follows 20261116-0617 ${words}`);
});

test("its time has come", () => {
  const due = {
    ...waiting,
    next: { ...publicationOf("20261120-0917"), at: makePlan([]).timestamp, waitingFor: [], conditions: [] },
  };
  expect(linesOf(makeFollower("a:stable", due as typeof waiting)).join("\n")).toContain("next: 20261120-0917 in the next run");
});

test("a set says how many move together", () => {
  const units = ["a", "b", "c"].map((image) => makeFollower(`${image}:stable`, { ...waiting, set: "stable" }));
  expect(linesOf(...units).slice(-1)).toEqual(["      as a set of 3 images"]);
});

test("nobody follows: nothing is said, as in a run that decides nothing about followers", () => {
  const { follow: _f, ...undecided } = makeFollower("a:stable");
  expect(linesOf(makePlanned("squid:release"), undecided)).toEqual([]);
});

describe("many states", () => {
  const stale = makeFollower("old:stable", { ...waiting, stale: "40 days old" });
  const bad = makeFollower("bad:stable", { ...waiting, withdrawn: "rolled back by 20261121-0617" });
  const many = Array.from({ length: 30 }, (_n, n) =>
    makeFollower(`image-${n}:stable`, { shows: publicationOf(`202611${String((n % 20) + 1).padStart(2, "0")}-00${n + 10}`) }),
  );

  test("what needs a person comes first, and the rest is counted", () => {
    const lines = linesOf(...many, stale, bad);
    expect(lines[0]).toMatch(/^ {2}stable \(bad\)/);
    expect(lines.findIndex((line) => line.includes("(old)"))).toBeLessThan(7);
    expect(lines.at(-1)).toBe("  … and 22 more states of following streams");
    expect(lines.length).toBeLessThan(30);
  });

  test("colours only accentuate the words", () => {
    const plan = makePlan([...many, stale, bad]);
    const coloured = followLines(plan, ansiStyle);
    expect(coloured.join("\n")).toContain("\u001b[31m");
    expect(coloured.map(clean)).toEqual(followLines(plan, plainStyle));
  });
});

test("texts of people stay in their lines, which stay narrow", () => {
  const odd = `${hostile}\n::error::x\u001b[2J\u202e ${"long ".repeat(200)}${"x".repeat(300)}`;
  const unit = makeMoving("a:stable", "20261116-0617", {
    verifiedBy: [odd, "b", "c", "d", "e"],
    advanced: { by: odd, reason: odd, waived: [] },
    withdrawn: odd,
    stale: odd,
    next: {
      ...publicationOf("20261120-0917"),
      waitingFor: ["known"],
      conditions: [{ name: "known", holds: false, evidence: odd }],
    },
  });
  const lines = linesOf(unit);
  expect(lines.filter((line) => width(line) > 100 || clean(line) !== line || /\n|^\s*::/.test(line))).toEqual([]);
});
