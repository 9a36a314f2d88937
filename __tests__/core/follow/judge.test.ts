import { describe, expect, test } from "@jest/globals";
import type { FollowFacts } from "../../../src/core/follow/facts.ts";
import { judgePublications, withdrawnWords } from "../../../src/core/follow/judge.ts";
import { printPublicationId } from "../../../src/core/tags/timestamp.ts";
import { day, factsAt, held, hour, last, verdict, yank } from "../../support/follow-facts.ts";
import { eligible, evidenceOf, excluded, judgedOf, waiting } from "../../support/follow-judged.ts";

test("all seven conditions have evidence, in their order", () => {
  const facts = factsAt("20261123-0617", ["20261109-0617 a", "20261116-0617 b"], { last: last("20261109-0617 a") });
  expect(
    judgePublications(facts).map(({ publication, conditions }) => [printPublicationId(publication.stamp), conditions]),
  ).toEqual([
    [
      "20261116-0617",
      [
        { name: "tested", holds: true, evidence: "published by squid:fresh" },
        { name: "soaked", holds: true, evidence: "7 d of 7 d" },
        { name: "shown", holds: true, evidence: "7 d of 1 d" },
        { name: "not-withdrawn", holds: true, evidence: "no rollback, yank or bad verdict" },
        { name: "verdict", holds: true, evidence: "not required" },
        { name: "forward", holds: true, evidence: "newer than 20261109-0617" },
        { name: "known", holds: true, evidence: "everything could be asked" },
      ],
    ],
  ]);
});

test("the newest comes first, and neither what is older nor rollbacks are judged", () => {
  const publications = ["20261109-0617 a", "20261116-0617 b", "20261117-0900 a rollback", "20261118-0617 c"];
  const facts = factsAt("20261123-0617", publications, { last: last("20261109-0617 a") });
  expect(judgePublications(facts).map(({ publication }) => printPublicationId(publication.stamp))).toEqual([
    "20261118-0617",
    "20261116-0617",
  ]);
});

describe("the soak is the age of the timestamp, to the minute", () => {
  test.each([
    ["20261116-0616", waiting("20261123-0617", "soaked: 0 min of 7 d", "shown: 0 min of 1 d")], // another clock is ahead
    ["20261116-0617", waiting("20261123-0617", "soaked: 0 min of 7 d", "shown: 0 min of 1 d")],
    ["20261117-0616", waiting("20261123-0617", "soaked: 23 h 59 min of 7 d", "shown: 23 h 59 min of 1 d")],
    ["20261117-0617", waiting("20261123-0617", "soaked: 1 d of 7 d")],
    ["20261119-0317", waiting("20261123-0617", "soaked: 2 d 21 h of 7 d")],
    ["20261123-0616", waiting("20261123-0617", "soaked: 6 d 23 h of 7 d")],
    ["20261123-0617", eligible],
    ["20270101-0000", eligible],
  ])("at %s", (now, expected) => {
    expect(judgedOf(factsAt(now, ["20261116-0617 a"]), "20261116-0617")).toEqual(expected);
  });

  test.each([
    ["20261123-2359", waiting("20261124-0000", "soaked: 6 d 23 h of 7 d")],
    ["20261124-0000", eligible],
  ])("a day counts as its end: at %s", (now, expected) => {
    expect(judgedOf(factsAt(now, ["20261116 a"]), "20261116")).toEqual(expected);
  });

  test("a day of today lies ahead, and is 0 min old", () => {
    const expected = waiting("20261124-0000", "soaked: 0 min of 7 d", "shown: 0 min of 1 d");
    expect(judgedOf(factsAt("20261116-0900", ["20261116 a"]), "20261116")).toEqual(expected);
  });

  test.each([
    [0, eligible],
    [day, waiting("20261117-0617", "soaked: 0 min of 1 d")],
  ])("a soak of %i ms", (soak, expected) => {
    expect(judgedOf(factsAt("20261116-0617", ["20261116-0617 a"], { follows: { soak, shown: 0 } }), "20261116-0617")).toEqual(
      expected,
    );
  });
});

describe("the source showed it long enough", () => {
  test.each([
    ["20261117-0616 b", excluded("shown: superseded after 23 h 59 min of 1 d")],
    ["20261117-0617 b", eligible],
    [
      "20261117-0616 z rollback",
      excluded("shown: superseded after 23 h 59 min of 1 d", "not-withdrawn: rolled back by 20261117-0616"),
    ],
    ["20261116-0617-01 b", excluded("shown: superseded after 0 min of 1 d")],
    ["20270101-0000 b", eligible], // a broken clock: it was shown at least until now
  ])("before %s", (next, expected) => {
    expect(judgedOf(factsAt("20261124-0000", ["20261116-0617 a", next]), "20261116-0617")).toEqual(expected);
  });

  test("time passes for what a broken clock superseded in the future", () => {
    const facts = factsAt("20261116-0717", ["20261116-0617 a", "20270101-0000 b"]);
    expect(judgedOf(facts, "20261116-0617")).toEqual(
      waiting("20261123-0617", "soaked: 1 h of 7 d", "shown: superseded after 1 h of 1 d"),
    );
  });

  test("never longer than the soak, also than the one that a verdict makes shorter", () => {
    const publications = ["20261116-0617 a", "20261116-1217 b"];
    const short = { soak: 6 * hour, shown: day };
    expect(judgedOf(factsAt("20261116-1217", publications, { follows: short }), "20261116-0617")).toEqual(eligible);
    const verified = { follows: { verified: 6 * hour }, verdicts: [verdict("octo good a")] };
    expect(judgedOf(factsAt("20261116-1217", publications, verified), "20261116-0617")).toEqual(eligible);
    // Without the verdict it waits for one: time no longer helps.
    expect(judgedOf(factsAt("20261124-0000", publications, { follows: { verified: 6 * hour } }), "20261116-0617")).toEqual(
      waiting(undefined, "shown: superseded after 6 h of 1 d"),
    );
  });

  test("days count from end to end", () => {
    expect(judgedOf(factsAt("20261124-0000", ["20261116 a", "20261117 b"]), "20261116")).toEqual(eligible);
    expect(judgedOf(factsAt("20261124-0000", ["20261116 a", "20261116-01 b"]), "20261116")).toEqual(
      excluded("shown: superseded after 0 min of 1 d"),
    );
  });
});

describe("forward, and known", () => {
  test("a follower without a publication has nothing before it", () => {
    expect(evidenceOf(factsAt("20261123-0617", ["20261116-0617 a"]), "20261116-0617", "forward")).toBe("nothing published yet");
  });

  test("where the source no longer has it, the follower's own timestamp counts, and is not judged itself", () => {
    const gone = { last: { ...last("20261116-0617 z"), gone: true as const } };
    const facts = factsAt("20261130-0000", ["20261116-0617 a", "20261116-0618 b"], { ...gone, follows: { shown: 0 } });
    expect(judgePublications(facts).map(({ publication }) => printPublicationId(publication.stamp))).toEqual(["20261116-0618"]);
  });

  test("a follower ahead of its source takes nothing", () => {
    expect(judgePublications(factsAt("20261130-0000", ["20261116-0617 a"], { last: last("20261120-0617 z") }))).toEqual([]);
  });

  test("what is unknown holds nothing back for good, and has no date", () => {
    const facts = factsAt("20261130-0000", ["20261116-0617 a"], { unknown: "hub.example.org did not answer" });
    expect(judgedOf(facts, "20261116-0617")).toEqual(waiting(undefined, "known: hub.example.org did not answer"));
  });

  test("without a token soak alone decides, and that is said", () => {
    const facts = factsAt("20261130-0000", ["20261116-0617 a"], { none: "there is no token" });
    expect(judgedOf(facts, "20261116-0617")).toEqual(eligible);
    expect(evidenceOf(facts, "20261116-0617", "known")).toBe("no holds and no verdicts: there is no token");
  });

  test("without a token nothing moves that needs a verdict", () => {
    const facts = factsAt("20261130-0000", ["20261116-0617 a"], { none: "there is no token", follows: { verdict: "required" } });
    expect(judgedOf(facts, "20261116-0617")).toEqual(waiting(undefined, "verdict: no verdicts: there is no token"));
  });
});

describe("what the follower published last must not be used any more", () => {
  test.each<[string, Partial<FollowFacts>, string[], string | undefined]>([
    ["it may", {}, [], undefined],
    ["the source rolled it back", {}, ["20261117-0617 z rollback"], "rolled back by 20261117-0617"],
    ["the source rolled something newer back", {}, ["20261117-0617 b", "20261118-0617 a rollback"], undefined],
    ["somebody calls it bad", { verdicts: [verdict("kim bad a")] }, [], "bad verdict of kim: crashes at start"],
    ["somebody yanked it", { yanks: [yank("a")] }, [], "yanked by kim: leaks a key"],
    [
      "a hold keeps the source before it",
      { holds: [held("#12 2026-11-17T00:00:00Z - z")] },
      [],
      "hold #12 keeps squid:fresh at sha256:7a2e2e2e",
    ],
  ])("%s", (_, change, later, words) => {
    const facts = factsAt("20261130-0000", ["20261116-0617 a", ...later], { last: last("20261116-0617 a"), ...change });
    expect(withdrawnWords(facts)).toBe(words);
  });

  test("of what the source no longer has, rollbacks say nothing, but verdicts do", () => {
    const gone = { ...last("20261116-0617 a"), gone: true as const };
    const facts = factsAt("20261130-0000", ["20261117-0617 z rollback"], { last: gone });
    expect(withdrawnWords(facts)).toBeUndefined();
    expect(withdrawnWords({ ...facts, verdicts: [verdict("kim bad a")] })).toBe("bad verdict of kim: crashes at start");
  });

  test("it published nothing yet", () => {
    expect(withdrawnWords(factsAt("20261130-0000", ["20261116-0617 a", "20261117-0617 z rollback"]))).toBeUndefined();
  });
});
