import { describe, expect, test } from "@jest/globals";
import { clean } from "../../../src/core/lib/text/clean.ts";
import { ansiStyle } from "../../../src/core/lib/text/style.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { type Ending, resultOf, type UnitResult } from "../../../src/core/result/result.ts";
import { holdComment, isHeldBack } from "../../../src/render/hold/hold-comment.ts";
import { summaryMarkdown } from "../../../src/render/summary/summary.ts";
import { resultTable } from "../../../src/render/tables/result-table.ts";
import { makePlan } from "../../support/documents.ts";
import { failedRecord } from "../../support/endings.ts";
import { followedEnding, makeFollower, makeMoving, publicationOf, waiting } from "../../support/followers.ts";
import { hostile } from "../../support/hold-drafts.ts";
import { makeHold } from "../../support/holds.ts";
import { osgUnits } from "../../support/osg.ts";
import { render } from "../../support/rendered.ts";

const { scope: _, digests: _d, ...hold } = makeHold();
const resultsOf = (units: readonly PlannedUnit[], change: Partial<Ending> = {}): UnitResult[] =>
  units.map((unit) => resultOf("rebuild", followedEnding(unit, change)));
const verified = makeMoving("squid:25-el9-stable", "20261116-0617", { verifiedBy: ["octo", "hubot"] });
const advanced = makeMoving("xcache:25-el9-stable", "20261118-0617", {
  advanced: { by: "octo", reason: "mends #12", waived: ["soaked"] },
});
const waits = makeFollower("origin:25-el9-stable");
const held = makeFollower(
  "ce:25-el9-stable",
  { ...waiting, takes: publicationOf("20261116-0617") },
  { hold, decision: "leave", reason: "held" },
);

test("a run's table says what came from where, and what each stream waits for now", () => {
  const units = [
    makeMoving("a:25-el9-stable", "20261116-0617", {}),
    makeMoving("b:25-el9-stable", "20261116-0617", {}),
    verified,
    waits,
  ];
  const [, , ...lines] = resultTable(makePlan(units), resultsOf(units));
  expect(`\n${lines.slice(4).join("\n")}\n`).toBe(`

  · a:25-el9-stable, b:25-el9-stable  followed fresh 20261116-0617, byte for byte
  · squid:25-el9-stable  followed fresh 20261116-0617, byte for byte, verified by octo, hubot

  stable (a, b, squid)  shows 20261116-0617 of fresh, 7 days old · next: 20261120-0917 in 4 d 3 h
      waiting for: soak (2 d 21 h of 7 d) · passed: tested, shown, verdict, forward, not withdrawn
  stable (origin)  shows 20261114-0617 of fresh, 9 days old · next: 20261120-0917 in 4 d 3 h
      waiting for: soak (2 d 21 h of 7 d) · passed: tested, shown, verdict, forward, not withdrawn
`);
});

test("the summary of such a run", () => {
  const units = [verified, advanced, waits, held];
  const text = summaryMarkdown(makePlan(units), resultsOf(units));
  const rows = text.split("\n").filter((line) => line.startsWith("| "));
  expect(rows).toEqual([
    "| image | stream | now | was | how | tested on |",
    "| --- | --- | --- | --- | --- | --- |",
    "| squid | `25-el9-stable` | `sha256:31313136` | `sha256:31313134` | followed fresh 20261116-0617, byte for byte, verified by octo, hubot |  |",
    "| xcache | `25-el9-stable` | `sha256:31313138` | `sha256:31313134` | followed fresh 20261118-0617, byte for byte, advanced by octo: mends `#12` |  |",
    "| stream | shows | next | waiting for |",
    "| --- | --- | --- | --- |",
    "| `stable` (squid) | `20261116-0617` of `fresh`, 7 days old | `20261120-0917` in 4 d 3 h | soak (2 d 21 h of 7 d) |",
    "| `stable` (xcache) | `20261118-0617` of `fresh`, 5 days old | `20261120-0917` in 4 d 3 h | soak (2 d 21 h of 7 d) |",
    "| `stable` (origin) | `20261114-0617` of `fresh`, 9 days old | `20261120-0917` in 4 d 3 h | soak (2 d 21 h of 7 d) |",
    "| `stable` (ce) | `20261114-0617` of `fresh`, 9 days old | would follow fresh 20261116-0617, without its hold (`#12`); `20261120-0917` in 4 d 3 h | soak (2 d 21 h of 7 d) |",
  ]);
  expect(text).toContain("\nFollowing streams:\n");
});

test.each<[Partial<PlannedUnit>, string]>([
  [{ decision: "test" }, "followed fresh 20261116-0617, byte for byte, its own tests passed, verified by octo, hubot"],
  [
    { decision: "test", follow: { ...verified.follow, retest: true } },
    "followed fresh 20261116-0617, byte for byte, tested again, verified by octo, hubot",
  ],
])("one that was tested first, %#", (change, words) => {
  const unit = { ...verified, ...change };
  expect(summaryMarkdown(makePlan([unit]), resultsOf([unit], { missingEvidence: [] }))).toContain(`| ${words} |`);
});

test("one whose own test failed did not follow", () => {
  const { tests } = osgUnits().find(({ name }) => name.startsWith("xcache")) ?? { tests: [] };
  const unit: PlannedUnit = { ...advanced, decision: "test", tests };
  const record = failedRecord(unit, { name: "answers on 8000", platform: "linux/amd64", reason: "exit status 7" });
  const [result] = resultsOf([unit], { record, missingEvidence: ["a passing test"], converged: { effects: [] } });
  if (!result) throw new Error("no result");
  const text = summaryMarkdown(makePlan([unit]), [result]);
  expect(text).toContain("**test failed** on amd64: `answers on 8000`");
  expect(text).toContain("| `20261114-0617` of `fresh`, 9 days old | did not follow 20261118-0617;");
  expect(resultTable(makePlan([unit]), [result]).join("\n")).not.toContain("followed");
});

test("one that a newer run overtook, and one whose stream is held since the plan", () => {
  const overtaken: UnitResult = { ...(resultsOf([verified])[0] as UnitResult), outcome: "overtaken" };
  expect(summaryMarkdown(makePlan([verified]), [overtaken])).toContain(
    "| **overtaken** by `20261123-0617`; followed fresh 20261116-0617, byte for byte",
  );
  const kept: UnitResult = { ...overtaken, outcome: "held", hold };
  expect(summaryMarkdown(makePlan([verified]), [kept])).toContain("(#12)**; followed fresh 20261116-0617");
});

test("what needs a person is marked", () => {
  const unit = makeFollower("a:stable", { ...waiting, withdrawn: "bad verdict of octo: it crashes", stale: "40 days old" });
  const text = summaryMarkdown(makePlan([unit]), resultsOf([unit]));
  expect(text).toContain("**must not be used**: bad verdict of octo: it crashes; **too old**: 40 days old |");
});

describe("a run in which nobody moves", () => {
  test("still says what is shown", () => {
    expect(resultTable(makePlan([waits]), resultsOf([waits]))).toEqual([
      "tagstream · Nothing to publish: everything is up to date",
      "",
      "  stable  shows 20261114-0617 of fresh, 9 days old · next: 20261120-0917 in 4 d 3 h",
      "      waiting for: soak (2 d 21 h of 7 d) · passed: tested, shown, verdict, forward, not withdrawn",
    ]);
  });

  test("nothing is said without followers", () => {
    const units = osgUnits("leave", "up to date");
    const results = units.map((unit) => resultOf("rebuild", { unit }));
    expect(summaryMarkdown(makePlan(units), results)).not.toContain("Following");
  });
});

test("60 images in 30 states: 20 rows, the rest is counted, and colours only accentuate the words", () => {
  const units = Array.from({ length: 60 }, (_n, n) =>
    makeMoving(`image-${n}:stable`, `202611${String((n % 15) + 1).padStart(2, "0")}-06${n < 30 ? 10 : 20}`),
  );
  const text = summaryMarkdown(makePlan(units), resultsOf(units));
  expect(text.split("\n").filter((line) => line.startsWith("| `stable`"))).toHaveLength(20);
  expect(text).toContain("\n… and 10 more.");
  const lines = resultTable(makePlan(units), resultsOf(units), { style: ansiStyle });
  expect(lines.map(clean)).toEqual(resultTable(makePlan(units), resultsOf(units)));
});

test("texts of people forge no row, no markup and no mention", () => {
  const unit = makeMoving("a|b:stable", "20261116-0617", {
    verifiedBy: [hostile],
    advanced: { by: hostile, reason: hostile, waived: [] },
    withdrawn: hostile,
    stale: hostile,
    next: {
      ...publicationOf("20261120-0917"),
      waitingFor: ["known"],
      conditions: [{ name: "known", holds: false, evidence: hostile }],
    },
  });
  const results = resultsOf([unit]);
  const text = summaryMarkdown(makePlan([unit]), results);
  expect(text.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(6);
  expect(text).not.toMatch(/(^|[^\w\u200b])@\w|<b>|\]\(http:/m);
  const { links, elements } = render(text);
  expect(links).toEqual(["main@8d2f31c"]);
  expect(elements.has("b")).toBe(false);
  expect(resultTable(makePlan([unit]), results).filter((line) => /\n|^\s*::/.test(line))).toEqual([]);
});

describe("the comment on a hold", () => {
  test("says what a held follower would get, and keeps it in the next run", () => {
    const [result] = resultsOf([held]);
    if (!result) throw new Error("no result");
    expect(isHeldBack(result)).toBe(true);
    const text = holdComment(makePlan([held]), [result], undefined);
    expect(text).toContain("| `ce:25-el9-stable` | `sha256:31313136` | – | would follow fresh 20261116-0617 |\n");
    expect(text).toContain("A following stream gets nothing while a hold covers it: the next run after that decides anew");
    expect(holdComment(makePlan([]), [], text)).toBe(text);
  });

  test.each<[string, UnitResult]>([
    ["that has nothing to follow", resultsOf([{ ...waits, hold }])[0] as UnitResult],
    ["that is not held", resultsOf([verified])[0] as UnitResult],
  ])("does not have a follower %s", (_name, result) => {
    expect(isHeldBack(result)).toBe(false);
  });

  test("speaks of followers only if it has one", () => {
    expect(holdComment(makePlan([]), [], undefined)).not.toContain("following");
  });
});
