import { describe, expect, test } from "@jest/globals";
import { judgePublications } from "../../../src/core/follow/judge.ts";
import { day, factsAt, last, verdict, yank } from "../../support/follow-facts.ts";
import { eligible, evidenceOf, judgedOf, waiting } from "../../support/follow-judged.ts";

describe("a rollback of the source", () => {
  test.each([
    ["to something older withdraws it", ["a", "b", "a rollback"], { b: "rolled back by 20261112-0617" }],
    [
      "to what is not listed withdraws all before it",
      ["a", "b", "z rollback"],
      { a: "rolled back by 20261112-0617", b: "rolled back by 20261112-0617" },
    ],
    ["does not withdraw what comes after it", ["a", "b", "a rollback", "c"], { b: "rolled back by 20261112-0617" }],
    [
      "after another one goes further back",
      ["a", "b", "c", "b rollback", "a rollback"],
      { b: "rolled back by 20261114-0617", c: "rolled back by 20261113-0617" },
    ],
    [
      "after another one goes forward again",
      ["a", "b", "c", "a rollback", "b rollback"],
      { b: "rolled back by 20261113-0617", c: "rolled back by 20261113-0617" },
    ],
    ["to a digest that was published again later withdraws nothing", ["a", "b", "a", "a rollback"], {}],
    [
      "to a digest that was published again in between",
      ["a", "b", "a", "c", "a rollback"],
      { c: "rolled back by 20261114-0617" },
    ],
    ["counts the publications before it alone", ["a", "b", "a rollback", "a"], { b: "rolled back by 20261112-0617" }],
    ["to the same digest withdraws nothing", ["a", "b", "b rollback"], {}],
    [
      "to a rolled back digest counts its ordinary publication",
      ["a", "b", "c", "a rollback", "d", "a rollback"],
      { b: "rolled back by 20261113-0617", c: "rolled back by 20261113-0617", d: "rolled back by 20261115-0617" },
    ],
  ])("%s", (_, digests, expected) => {
    const publications = digests.map((digest, index) => `202611${10 + index}-0617 ${digest}`);
    const withdrawn: Record<string, string> = {};
    for (const { publication, conditions, isExcluded } of judgePublications(factsAt("20261231-0000", publications))) {
      const condition = conditions.find(({ name }) => name === "not-withdrawn");
      if (condition?.holds !== false) continue;
      expect(isExcluded).toBe(true);
      withdrawn[Buffer.from(publication.digest.slice(7), "hex").toString().replaceAll(".", "")] = condition.evidence;
    }
    expect(withdrawn).toEqual(expected);
  });
});

describe("verdicts and yanks", () => {
  const publications = ["20261109-0617 a", "20261116-0617 b", "20261118-0617 c", "20261120-0617 b"];
  test.each([
    ["a bad verdict", ["kim bad b"], [], "bad verdict of kim: crashes at start"],
    [
      "one that a good one of the same person replaced",
      ["kim bad b 2026-11-17T00:00:00Z", "kim good b 2026-11-18T00:00:00Z"],
      [],
      undefined,
    ],
    [
      "one that replaced a good one",
      ["kim good b 2026-11-17T00:00:00Z", "kim bad b 2026-11-18T00:00:00Z"],
      [],
      "bad verdict of kim: crashes at start",
    ],
    [
      "whose order in the list is another one",
      ["kim good b 2026-11-18T00:00:00Z", "kim bad b 2026-11-17T00:00:00Z"],
      [],
      undefined,
    ],
    [
      "of the same second, of which the later in the list counts",
      ["kim good b", "kim bad b"],
      [],
      "bad verdict of kim: crashes at start",
    ],
    [
      "a bad one and another person's good one",
      ["kim bad b 2026-11-17T00:00:00Z", "octo good b 2026-11-18T00:00:00Z"],
      [],
      "bad verdict of kim: crashes at start",
    ],
    ["one on another digest", ["kim bad c"], [], undefined],
    ["a yank", [], [yank("b")], "yanked by kim: leaks a key"],
    ["a yank that was undone", [], [yank("b", true)], undefined],
    ["a yank and a bad verdict", ["octo bad b"], [yank("b")], "yanked by kim: leaks a key"],
    ["a yank of another digest", [], [yank("c")], undefined],
  ])("%s counts for every publication of the digest", (_, verdicts, yanks, words) => {
    const facts = factsAt("20261127-0617", publications, {
      last: last("20261109-0617 a"),
      verdicts: verdicts.map(verdict),
      yanks,
    });
    for (const id of ["20261116-0617", "20261120-0617"]) {
      const found = judgedOf(facts, id);
      expect(found?.failing).toEqual(words === undefined ? [] : [`not-withdrawn: ${words}`]);
      expect(found?.isExcluded).toBe(false);
    }
  });

  test("a reason with control characters is one harmless line", () => {
    const bad = { ...verdict("kim bad b"), reason: "crashes\n\u001b[31mat start" };
    const facts = factsAt("20261127-0617", publications, { verdicts: [bad] });
    expect(evidenceOf(facts, "20261116-0617", "not-withdrawn")).toBe("bad verdict of kim: crashes at start");
  });

  test.each([
    [{}, [], [], "not required"],
    [{}, ["octo good a"], [], "verified by octo"],
    [{}, ["octo good a", "kim good a"], [], "verified by octo and kim"],
    [{ verdict: "required" }, [], ["verdict: no good verdict yet"], undefined],
    [{ verdict: "required" }, ["octo good z"], ["verdict: no good verdict yet"], undefined],
    [{ verdict: "required" }, ["octo good a"], [], "verified by octo"],
    [
      { verdict: "required" },
      ["octo good a 2026-11-17T00:00:00Z", "octo bad a 2026-11-18T00:00:00Z"],
      ["not-withdrawn: bad verdict of octo: crashes at start", "verdict: no good verdict yet"],
      undefined,
    ],
    [{ verified: 2 * day }, ["octo good a"], [], "verified by octo: soak 2 d"],
    [{ verified: 9 * day }, ["octo good a"], [], "verified by octo"],
  ] as const)("with %j, %j", (how, verdicts, failing, words) => {
    const facts = factsAt("20261123-0617", ["20261116-0617 a"], { follows: how, verdicts: verdicts.map(verdict) });
    expect(judgedOf(facts, "20261116-0617")?.failing).toEqual(failing);
    if (words !== undefined) expect(evidenceOf(facts, "20261116-0617", "verdict")).toBe(words);
  });

  test.each([
    [2 * day, ["octo good a"], "20261118-0616", waiting("20261118-0617", "soaked: 1 d 23 h of 2 d")],
    [2 * day, ["octo good a"], "20261118-0617", eligible],
    [2 * day, [], "20261118-0617", waiting("20261123-0617", "soaked: 2 d of 7 d")],
    [2 * day, ["octo good b"], "20261118-0617", waiting("20261123-0617", "soaked: 2 d of 7 d")],
    [9 * day, ["octo good a"], "20261123-0616", waiting("20261123-0617", "soaked: 6 d 23 h of 7 d")],
    [9 * day, ["octo good a"], "20261123-0617", eligible],
    [undefined, ["octo good a"], "20261123-0616", waiting("20261123-0617", "soaked: 6 d 23 h of 7 d")],
  ])("verified after %p ms with %j, at %s", (verified, verdicts, now, expected) => {
    const facts = factsAt(now, ["20261116-0617 a"], {
      follows: verified === undefined ? {} : { verified },
      verdicts: verdicts.map(verdict),
    });
    expect(judgedOf(facts, "20261116-0617")).toEqual(expected);
  });

  test("a required verdict has no date, and what is missed besides does not matter", () => {
    const facts = factsAt("20261118-0617", ["20261116-0617 a"], { follows: { verdict: "required" } });
    expect(judgedOf(facts, "20261116-0617")).toEqual(waiting(undefined, "soaked: 2 d of 7 d", "verdict: no good verdict yet"));
  });
});
