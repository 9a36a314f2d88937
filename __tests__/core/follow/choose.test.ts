import { describe, expect, test } from "@jest/globals";
import { choose } from "../../../src/core/follow/choose.ts";
import type { FollowFacts } from "../../../src/core/follow/facts.ts";
import { printPublicationId } from "../../../src/core/tags/timestamp.ts";
import { day, factsAt, last, verdict, yank } from "../../support/follow-facts.ts";
import { words } from "../../support/follow-judged.ts";

const weekly = ["20261102-0617 a", "20261109-0617 b", "20261116-0617 c", "20261118-1200 d", "20261118-1800 e"];

describe("the newest publication that meets all conditions is taken", () => {
  test.each<[string, string, Partial<FollowFacts>, object]>([
    [
      "and of the others the first one is next",
      "20261116-0617",
      {},
      { takes: "20261109-0617", next: "20261116-0617 20261123-0617 soaked (0 min of 7 d), shown (0 min of 1 d)" },
    ],
    [
      "which is shown already",
      "20261109-0617",
      { last: last("20261102-0617 a") },
      { next: "20261109-0617 20261116-0617 soaked (0 min of 7 d), shown (0 min of 1 d)" },
    ],
    ["of several new ones", "20261201-0000", { last: last("20261102-0617 a") }, { takes: "20261118-1800" }],
    [
      "but not one that was hardly shown: what comes next is after it",
      "20261125-1200",
      { last: last("20261102-0617 a") },
      { takes: "20261116-0617", next: "20261118-1800 20261125-1800 soaked (6 d 18 h of 7 d)" },
    ],
    [
      "nor one that is called bad: that is next only if nothing else is",
      "20261201-0000",
      { last: last("20261109-0617 b"), verdicts: [verdict("kim bad c"), verdict("kim bad e")] },
      { next: "20261116-0617 - not-withdrawn (bad verdict of kim: crashes at start)" },
    ],
    ["while nothing newer is published", "20261201-0000", { last: last("20261118-1800 e") }, {}],
    [
      "without a verdict the oldest is next",
      "20261201-0000",
      { last: last("20261109-0617 b"), follows: { verdict: "required" } as never },
      { next: "20261116-0617 - verdict (no good verdict yet)" },
    ],
    [
      "not while something is unknown",
      "20261201-0000",
      { last: last("20261109-0617 b"), unknown: "issues could not be read" },
      { next: "20261116-0617 - known (issues could not be read)" },
    ],
  ])("%s", (_, now, change, expected) => {
    const known = weekly.filter(
      (one) => one.slice(0, 13) <= now && one.slice(0, 13) >= (change.last ? printPublicationId(change.last.stamp) : ""),
    );
    expect(words(choose(factsAt(now, known, change)))).toEqual(expected);
  });

  test("a verified one that is newer comes before what only waits", () => {
    const facts = factsAt("20261118-1200", ["20261114-0000 a", "20261115-1200 b"], {
      follows: { verified: 3 * day },
      verdicts: [verdict("octo good b")],
    });
    expect(words(choose(facts))).toEqual({ takes: "20261115-1200" });
  });

  test("one whose date is first is next, also if it is the newer one", () => {
    const facts = factsAt("20261117-1200", ["20261114-0000 a", "20261115-1200 b"], {
      follows: { verified: 3 * day },
      verdicts: [verdict("octo good b")],
    });
    expect(words(choose(facts))).toEqual({ next: "20261115-1200 20261118-1200 soaked (2 d of 3 d)" });
  });

  test("one that waits for nothing but a verdict comes before one that is withdrawn for now", () => {
    const facts = factsAt("20261201-0000", ["20261114-0000 a", "20261117-0000 b"], {
      follows: { verdict: "required" },
      yanks: [yank("a")],
    });
    expect(words(choose(facts))).toEqual({ next: "20261117-0000 - verdict (no good verdict yet)" });
  });
});
