import { describe, expect, test } from "@jest/globals";
import { choose } from "../../../src/core/follow/choose.ts";
import { parseTarget } from "../../../src/core/rollback/rollback.ts";
import { factsAt, held, last, verdict, yank } from "../../support/follow-facts.ts";
import { words } from "../../support/follow-judged.ts";

describe("an advance", () => {
  const by = { by: "octo", reason: "CVE-2026-1" };
  const to = (text: string) => ({ ...by, target: parseTarget(text) ?? { kind: "previous" as const } });
  const digestOf = (letter: string) => `sha256:${Buffer.from(letter.padEnd(32, ".")).toString("hex").slice(0, 8)}`;
  const all = [
    "20261102-0617 a",
    "20261109-0617 b",
    "20261116-0617 c",
    "20261117-0900 b rollback",
    "20261118-1200 d",
    "20261118-1800 e",
  ];
  const shows = { last: last("20261109-0617 b") };

  test.each<[string, object, object]>([
    ["takes the newest", { advance: by }, { takes: "20261118-1800", waived: "soaked shown" }],
    [
      "takes the newest that nobody withdrew",
      { advance: by, verdicts: [verdict("kim bad e")] },
      { takes: "20261118-1200", waived: "soaked shown" },
    ],
    [
      "needs no verdict",
      { advance: by, follows: { verdict: "required" } },
      { takes: "20261118-1800", waived: "soaked shown verdict" },
    ],
    ["waives nothing that holds", { advance: to("20261118-1800"), follows: { soak: 0, shown: 0 } }, { takes: "20261118-1800" }],
    ["takes a timestamp", { advance: to("20261118-1200") }, { takes: "20261118-1200", waived: "soaked shown" }],
    ["takes a short digest", { advance: to(digestOf("d")) }, { takes: "20261118-1200", waived: "soaked shown" }],
    ["takes an older one that is named", { advance: to("20261102-0617") }, { takes: "20261102-0617", waived: "forward" }],
    ["takes no older one that is not named", { advance: by, last: last("20261118-1800 e") }, {}],
    ["that ran before has nothing to do", { advance: to("20261109-0617") }, {}],
    [
      "that ran before is refused if it is named, and somebody found a fault since",
      { advance: to("20261109-0617"), verdicts: [verdict("kim bad b")] },
      { problem: "20261109-0617 of squid:fresh is refused: bad verdict of kim: crashes at start" },
    ],
    [
      "refuses what was rolled back",
      { advance: to("20261116-0617") },
      { problem: "20261116-0617 of squid:fresh is refused: rolled back by 20261117-0900" },
    ],
    [
      "refuses a bad verdict",
      { advance: to("20261118-1800"), verdicts: [verdict("kim bad e")] },
      { problem: "20261118-1800 of squid:fresh is refused: bad verdict of kim: crashes at start" },
    ],
    [
      "refuses a yank",
      { advance: to(digestOf("e")), yanks: [yank("e")] },
      { problem: "20261118-1800 of squid:fresh is refused: yanked by kim: leaks a key" },
    ],
    [
      "refuses if all that is newer is withdrawn",
      { advance: by, verdicts: [verdict("kim bad d"), verdict("kim bad e")] },
      { problem: "20261118-1800 of squid:fresh is refused: bad verdict of kim: crashes at start" },
    ],
    [
      "refuses what is unknown",
      { advance: by, unknown: "issues could not be read" },
      { problem: "squid:fresh is unknown: issues could not be read" },
    ],
    [
      "refuses a rollback",
      { advance: to("20261117-0900") },
      { problem: "20261117-0900 of squid:fresh is a rollback: name 20261109-0617" },
    ],
    [
      "refuses what is not there",
      { advance: to("20261117-0901") },
      {
        problem:
          "squid:fresh has no image under 20261117-0901: it has 20261118-1800, 20261118-1200, 20261116-0617, 20261109-0617 and 20261102-0617",
      },
    ],
    [
      "refuses a digest without a timestamp",
      { advance: to("sha256:00000000") },
      { problem: expect.stringMatching(/^squid:fresh has no image sha256:00000000 under a timestamp tag/) },
    ],
    [
      "refuses `previous`",
      { advance: to("previous") },
      { problem: "`previous` names a rollback's target: name a timestamp or a digest" },
    ],
    [
      "takes what was superseded while held",
      { advance: to("20261118-1200"), holds: [held("#12 2026-11-18T00:00:00Z 2026-11-19T00:00:00Z")] },
      { takes: "20261118-1200", waived: "soaked shown" },
    ],
    [
      "refuses what an open hold keeps back",
      { advance: by, holds: [held("#12 2026-11-18T15:00:00Z - d")] },
      { takes: "20261118-1200", waived: "soaked shown" },
    ],
  ])("%s", (_, change, expected) => {
    expect(words(choose(factsAt("20261119-0000", all, { ...shows, ...change })))).toEqual(expected);
  });

  test("of a digest that was published again takes the newest publication", () => {
    const facts = factsAt("20261119-0000", ["20261102-0617 a", "20261109-0617 b", "20261116-0617 a"], {
      advance: to(digestOf("a")),
    });
    expect(words(choose(facts))).toEqual({ takes: "20261116-0617", waived: "soaked" });
  });

  test("refuses a digest that is only known as a rollback", () => {
    const facts = factsAt("20261119-0000", ["20261109-0617 b", "20261116-0617 a rollback"], { advance: to(digestOf("a")) });
    expect(words(choose(facts))).toEqual({ problem: "20261116-0617 of squid:fresh is a rollback" });
  });

  test("of a source without publications has nothing to take", () => {
    expect(words(choose(factsAt("20261119-0000", [], { advance: by })))).toEqual({
      problem: "there is nothing to publish: the source has no timestamp tags",
    });
  });
});
