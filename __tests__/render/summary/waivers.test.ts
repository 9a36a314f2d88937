import { describe, expect, test } from "@jest/globals";
import type { TestResult } from "../../../src/core/build/record.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { resultOf, type UnitResult } from "../../../src/core/result/result.ts";
import type { Test } from "../../../src/core/tests/kinds.ts";
import { commentMarkdown } from "../../../src/render/comment/comment.ts";
import { mergedComment } from "../../../src/render/comment/merged-comment.ts";
import { summaryMarkdown } from "../../../src/render/summary/summary.ts";
import { planTable } from "../../../src/render/tables/plan-table.ts";
import { resultTable } from "../../../src/render/tables/result-table.ts";
import { candidate, planOf } from "../../support/candidate-comments.ts";
import { makePlan, makePlanned } from "../../support/documents.ts";
import { passedRecord, publishedEnding } from "../../support/endings.ts";
import { hostile } from "../../support/hold-drafts.ts";

const both = ["linux/amd64", "linux/arm64"];
const run = (name: string, change: Partial<Test> = {}): Test =>
  ({ kind: "run", name, timeout: 300_000, env: {}, platforms: both, command: [name], ...change }) as Test;
const waived = { until: "2026-12-15", reason: "TICKET-12" };
const waivedTests = [run("starts"), run("answers on 8000", { waived })];
const make = (name: string, change: Partial<PlannedUnit> = {}): PlannedUnit =>
  makePlanned(name, { platforms: both, tests: waivedTests, ...change });

/** The record of a unit that passed, although these tests failed on a platform. */
function recordOf(unit: PlannedUnit, ...failed: [test: string, platform: string][]) {
  const record = passedRecord(unit);
  const fails = ({ name, platform }: TestResult): boolean => failed.some(([test, on]) => test === name && platform.endsWith(on));
  const tests = record.tests.map((one) => (fails(one) ? { ...one, passed: false, reason: "exit status 7" } : one));
  return { ...record, tests };
}

function resultWith(unit: PlannedUnit, ...failed: [test: string, platform: string][]): UnitResult {
  return resultOf("rebuild", publishedEnding(unit, { record: recordOf(unit, ...failed) }));
}

const unit = make("xcache:release");
const failing = resultWith(unit, ["answers on 8000", "arm64"]);
const passing = resultWith(unit);
const words = '"answers on 8000" failed on arm64, waived until 15 Dec: TICKET-12';

test("a plan lists each waiver once", () => {
  const units = [unit, make("xcache:testing"), make("squid:release"), make("squid:testing", { tests: [run("starts")] })];
  expect(planTable(makePlan(units))).toContain('  waived until 15 Dec: "answers on 8000" of xcache, squid:release (TICKET-12)');
});

test("60 images with one waiver take one line, without waivers none", () => {
  const units = Array.from({ length: 60 }, (_n, n) => make(`image-${n}:release`));
  const lines = planTable(makePlan(units)).filter((line) => line.includes("waived"));
  expect(lines).toEqual([
    '  waived until 15 Dec: "answers on 8000" of image-0, image-1, image-2, image-3, image-4 … and 55 more (TICKET-12)',
  ]);
  expect(planTable(makePlan([make("a:b", { tests: [run("starts")] })])).join("\n")).not.toContain("waive");
});

test("a waived failure is no plain tick: in the table and below it", () => {
  const lines = resultTable(makePlan([unit]), [failing]);
  expect(lines[0]).toBe("tagstream · 1 image published, byte for byte as tested");
  expect(lines[3]).toContain("  amd64 ✓ 12 s, arm64 ✗ waived  ");
  expect(lines).toContain(`  ! xcache:release  ${words}`);
});

test("the summary has the same", () => {
  const text = summaryMarkdown(makePlan([unit]), [failing]);
  expect(text).toContain("| amd64 ✓ 12 s · arm64 ✗ waived 31 s |");
  expect(text).toContain(`\n- **xcache:release**: ${words}\n`);
  expect(text).toContain('\n- waived until 15 Dec: "answers on 8000" of xcache (TICKET-12)\n');
});

test("a waived test that passes says that its waiver can go", () => {
  const go = '"answers on 8000" passes: its waiver until 15 Dec can go (TICKET-12)';
  expect(resultTable(makePlan([unit]), [passing])).toContain(`  ! xcache:release  ${go}`);
  expect(summaryMarkdown(makePlan([unit]), [passing])).toContain(`\n- **xcache:release**: ${go}\n`);
});

test("units that say the same share a line of the summary", () => {
  const units = ["a:release", "b:release"].map((name) => make(name));
  const results = units.map((one) => resultWith(one, ["answers on 8000", "arm64"]));
  expect(summaryMarkdown(makePlan(units), results)).toContain(`\n- **a:release, b:release**: ${words}\n`);
});

describe("a unit that failed for another reason", () => {
  const record = { ...recordOf(unit, ["answers on 8000", "arm64"], ["starts", "amd64"]), outcome: "failed" as const };
  const result = resultOf("rebuild", publishedEnding(unit, { record, missingEvidence: ["a passing test"] }));

  test("names the test that counts as its failure, and the waived one beside it", () => {
    const lines = resultTable(makePlan([unit]), [result]).join("\n");
    expect(lines).toContain("amd64 ✗, arm64 ✗ waived");
    expect(lines).toMatch(/✗ xcache:release {2}"starts" on amd64: exit status 7\n/);
    expect(lines).toContain(`! xcache:release  ${words}`);
    expect(summaryMarkdown(makePlan([unit]), [result])).toContain("**test failed** on amd64: `starts` (below)");
  });

  test("did not fail a test if only the waived one did", () => {
    const scanned = {
      ...recordOf(unit, ["answers on 8000", "arm64"]),
      outcome: "failed" as const,
      problem: "x",
      code: "build-failed" as const,
    };
    const other = resultOf("rebuild", publishedEnding(unit, { record: scanned, missingEvidence: ["a passing build"] }));
    expect(resultTable(makePlan([unit]), [other]).join("\n")).toContain("build failed");
  });
});

describe("the comment on a pull request", () => {
  const proposed = candidate("xcache:release", { platforms: both, tests: waivedTests });
  const commentOf = (...failed: [string, string][]): string => {
    const ending = {
      unit: proposed,
      record: recordOf(proposed, ...failed),
      tagged: { tags: proposed.tags.map((tag) => `one.example.org/osg/xcache:${tag}`) },
    };
    return commentMarkdown(planOf([proposed]), [resultOf("candidate", ending)], new Map()) ?? "";
  };

  test.each<[[string, string][], string, string]>([
    [[["answers on 8000", "arm64"]], "tests passed, but for 1 waived", `✓ 1 and ✗ 1 waived on amd64 12 s, arm64 31 s; ${words}`],
    [[], "tests passed", '✓ 2 on amd64 12 s, arm64 31 s; "answers on 8000" passes: its waiver until 15 Dec can go (TICKET-12)'],
  ])("failed: %j", (failed, verdict, cell) => {
    expect(commentOf(...failed)).toContain(`** · ${verdict}\n`);
    expect(commentOf(...failed)).toContain(`| ${cell} |`);
  });

  test("a lone waived test that failed leaves no tick", () => {
    const lone = { ...proposed, tests: waivedTests.slice(1) };
    const result = resultOf("candidate", {
      unit: lone,
      record: recordOf(lone, ["answers on 8000", "arm64"]),
      tagged: { tags: [] },
    });
    const text = commentMarkdown(planOf([lone]), [result], new Map()) ?? "";
    expect(text).toContain("| ✗ 1 waived on amd64 6.2 s, arm64 15 s; ");
    expect(text).not.toContain("✓");
  });

  test("images that were tested before say what is waived", () => {
    const result = resultOf("candidate", { unit: { ...proposed, decision: "reuse" }, tagged: { tags: [] } });
    expect(commentMarkdown(planOf([proposed]), [result], new Map())).toContain(
      '| ✓ 2 in an earlier run, for amd64 and arm64; "answers on 8000" is waived until 15 Dec: TICKET-12 |',
    );
  });
});

test("the comment on a merged pull request", () => {
  const plan = makePlan([unit], { intent: "publish", event: "push" });
  expect(mergedComment(plan, 7, [failing], "")).toContain(`| built again and tested: scheduled rebuild; ${words} |`);
  const { record: _, ...before } = failing;
  expect(mergedComment(plan, 7, [before], "")).toContain('; "answers on 8000" is waived until 15 Dec: TICKET-12 |');
});

test("texts of people forge nothing", () => {
  const odd = make("a:release", {
    tests: [run(`${hostile}\u001b[2J`, { waived: { until: "2026-12-15", reason: `${hostile}\n::error::x` } })],
  });
  const result = resultWith(odd, [odd.tests[0]?.name ?? "", "arm64"]);
  const plan = makePlan([odd]);
  const lines = [...planTable(plan), ...resultTable(plan, [result])];
  expect(lines.filter((line) => /[\n]|^\s*::/.test(line) || line.includes("\u001b"))).toEqual([]);
  for (const text of [
    summaryMarkdown(plan, [result]),
    mergedComment(plan, 7, [result], "") ?? "",
    commentMarkdown(planOf([odd]), [result], new Map()) ?? "",
  ]) {
    expect(text).toContain("waived");
    expect(text).not.toMatch(/(^|[^\w\u200b])@\w|<b>|\]\(http:/m);
    expect(text.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(3);
  }
});
