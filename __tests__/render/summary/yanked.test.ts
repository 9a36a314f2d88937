import { expect, test } from "@jest/globals";
import { width } from "../../../src/core/lib/text/display-width.ts";
import type { Outcome } from "../../../src/core/result/outcome.ts";
import { resultOf, type UnitResult } from "../../../src/core/result/result.ts";
import { summaryMarkdown } from "../../../src/render/summary/summary.ts";
import { yankedFacts, yankedStill } from "../../../src/render/summary/yanked.ts";
import { planTable } from "../../../src/render/tables/plan-table.ts";
import { resultTable } from "../../../src/render/tables/result-table.ts";
import { makePlan, makePlanned } from "../../support/documents.ts";
import { hostile } from "../../support/hold-drafts.ts";

const yanked = "octo yanked squid:release 20261116-0617 at 2026-11-25 11:20 UTC: leaks a key";
const units = ["squid:release", "squid:testing", "xcache:release"].map((name) =>
  makePlanned(name, name === "squid:testing" ? {} : { decision: "leave", reason: "up to date", yanked }),
);
const results = units.map((unit) => resultOf("rebuild", { unit }));

test("a plan and a summary say which streams show a yanked image, once for a reason", () => {
  const fact = `do not use what squid:release, xcache shows: ${yanked}`;
  expect(yankedFacts(units)).toEqual([fact]);
  expect(planTable(makePlan(units)).join(" ").replace(/ +/g, " ")).toContain(fact);
  expect(resultTable(makePlan(units), results).join(" ").replace(/ +/g, " ")).toContain(`✗ ${fact}`);
  expect(summaryMarkdown(makePlan(units), results)).toContain(`\n- **${fact}**\n`);
});

test("nothing is yanked: nothing is said", () => {
  expect(yankedFacts([makePlanned("squid:release")])).toEqual([]);
});

test.each<[Outcome, number]>([
  ["published", 0],
  ["overtaken", 0],
  ["held", 1],
  ["kept", 1],
  ["unchanged", 1],
  ["failed", 1],
])("after a run in which it was %s", (outcome, facts) => {
  const result = { ...results[0], outcome } as UnitResult;
  expect(yankedStill([result])).toHaveLength(facts);
});

test("many reasons are counted, and texts of people forge nothing", () => {
  const many = Array.from({ length: 60 }, (_n, n) => makePlanned(`image-${n}:release`, { yanked: `${n} ${hostile}` }));
  expect(yankedFacts(many)).toHaveLength(11);
  expect(yankedFacts(many).at(-1)).toBe("… and 50 more yanked images");
  const text = summaryMarkdown(makePlan(many), []);
  expect(text).not.toMatch(/(^|[^\w\u200b])@\w|<b>|\]\(http:/m);
  const lines = planTable(makePlan(many)).filter((line) => line.includes("do not use"));
  expect(lines).toHaveLength(10);
  expect(lines.filter((line) => width(line) > 100)).toEqual([]);
});
