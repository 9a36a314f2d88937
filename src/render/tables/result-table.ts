import { shortDigest } from "../../core/lib/digest.ts";
import { codeMark } from "../../core/lib/problems/error-page.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { duration, thousands } from "../../core/lib/text/words.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Outcome } from "../../core/result/outcome.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { acted, headline, outcomeWords, type Tested, testedOn, versionTagOf, whatFailed } from "../summary/outcome.ts";
import { unchangedWords } from "../text/unchanged.ts";
import { type Cell, textTable } from "./text-table.ts";

export interface ResultTableOptions {
  style?: Style;
  /** Most rows in the table, which counts the rest. Failures take precedence. */
  maxRows?: number;
}

/** The result of a run, for a log and a terminal, as lines of text. */
export function resultTable(
  plan: Pick<Plan, "intent">,
  results: readonly UnitResult[],
  options: ResultTableOptions = {},
): string[] {
  const { style = plainStyle, maxRows = 200 } = options;
  const worked = acted(results);
  const shown = mostTelling(worked, maxRows);
  const head: Cell[] = ["unit", "result", "now", "was", "tested on", "time"].map((text) => ({ text, paint: style.dim }));
  const lines =
    shown.length === 0
      ? []
      : ["", ...textTable(withoutEmptyColumns([head, ...shown.map((result) => row(result, plan.intent, style))]))];
  if (shown.length < worked.length) lines.push(`  … and ${thousands(worked.length - shown.length)} more`);
  const news = shown.flatMap((result) => detailsOf(result, style));
  const paint = worked.some(({ failed }) => failed) ? style.red : style.green;
  return [
    paint(style.bold(`tagstream · ${headline(plan.intent, results)}`)),
    ...lines,
    ...(news.length > 0 ? ["", ...news] : []),
  ];
}

/** At most `most` results, in order. Failures take precedence. */
export function mostTelling(results: readonly UnitResult[], most: number): readonly UnitResult[] {
  if (results.length <= most) return results;
  const failed = results.filter(({ failed }) => failed).slice(0, most);
  const chosen = new Set([...failed, ...results.filter((result) => !result.failed).slice(0, most - failed.length)]);
  return results.filter((result) => chosen.has(result));
}

/** Outcomes that are no failure, and not what was planned. */
const cautious: ReadonlySet<Outcome> = new Set<Outcome>(["overtaken", "withheld", "held", "unchecked"]);

function row(result: UnitResult, intent: Plan["intent"], style: Style): Cell[] {
  const version = result.outcome === "published" ? versionTagOf(intent, result) : undefined;
  const { unit, now, was, record } = result;
  const paint = result.failed ? style.red : cautious.has(result.outcome) ? style.yellow : style.green;
  const digest = now === undefined ? "" : shortDigest(now);
  return [
    unit.name,
    { text: `${outcomeWords(result)}${version === undefined ? "" : ` as ${version}`}`, paint },
    result.failed && was === undefined && digest !== "" ? `${digest} (as before)` : digest,
    was === undefined ? "" : shortDigest(was),
    testedWords(testedOn(result)),
    record && record.outcome !== "skipped" && record.outcome !== "unchecked"
      ? duration(record.duration.build + record.duration.test)
      : "",
  ];
}

/** Drops the columns that are empty for every unit. */
function withoutEmptyColumns(rows: readonly (readonly Cell[])[]): Cell[][] {
  const [, ...body] = rows;
  return rows.map((cells) => cells.filter((_, column) => body.some((other) => other[column] !== "")));
}

/** `amd64 ✓ 12 s, arm64 exempt` */
function testedWords(tested: readonly Tested[]): string {
  const words = { passed: "✓", failed: "✗", exempt: "exempt", "not run": "–" } as const;
  return tested
    .map(
      ({ platform, verdict, duration: time }) =>
        `${platform} ${words[verdict]}${verdict === "passed" ? ` ${duration(time)}` : ""}`,
    )
    .join(", ");
}

function detailsOf(result: UnitResult, style: Style): string[] {
  const name = result.unit.name;
  const optional = result.unit.required ? "" : " (does not make the run red)";
  const compared = result.failed ? undefined : unchangedWords(result.record);
  return [
    ...(result.outcome === "unchecked"
      ? [`  ${style.yellow("!")} ${name}  ${cut(whatFailed(result), 400)}${codeMark(result)}`]
      : []),
    ...(result.failed ? [`  ${style.red("✗")} ${name}  ${cut(whatFailed(result), 400)}${optional}${codeMark(result)}`] : []),
    ...(result.outcome === "held" && result.hold
      ? [`  ${style.yellow("!")} ${name}  held by #${result.hold.issue}: ${cut(oneLine(result.hold.reason), 200)}`]
      : []),
    ...(result.withheld === undefined ? [] : [`  ${style.yellow("!")} ${name}  ${cut(oneLine(result.withheld), 400)}`]),
    ...(compared === undefined ? [] : [`  ${style.dim("·")} ${name}  ${compared}`]),
    ...result.warnings.map((warning) => `  ${style.yellow("!")} ${name}  ${cut(oneLine(warning), 400)}`),
  ];
}
