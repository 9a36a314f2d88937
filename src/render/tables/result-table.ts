import { shortDigest } from "../../core/lib/digest.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { codeMark } from "../../core/lib/problems/error-page.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { duration, someOf, thousands } from "../../core/lib/text/words.ts";
import { dayOfTimestamp } from "../../core/lib/time/timestamp.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Outcome } from "../../core/result/outcome.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { followLines } from "../follow/follow-lines.ts";
import { followedWords } from "../follow/followed.ts";
import {
  acted,
  headline,
  outcomeWords,
  type Tested,
  testedOn,
  verdictMarks,
  versionTagOf,
  whatFailed,
} from "../summary/outcome.ts";
import { waivedWords } from "../summary/waivers.ts";
import { yankedStill } from "../summary/yanked.ts";
import { filledLines } from "../text/filled-lines.ts";
import { unchangedWords } from "../text/unchanged.ts";
import { type Cell, textTable } from "./text-table.ts";

export interface ResultTableOptions {
  style?: Style;
  /** Most rows in the table, which counts the rest. Failures take precedence. */
  maxRows?: number;
}

/** The result of a run, for a log and a terminal, as lines of text. */
export function resultTable(
  plan: Pick<Plan, "intent" | "units" | "timestamp">,
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
  const today = dayOfTimestamp(plan.timestamp);
  const news = [
    ...followedLines(shown, style),
    ...shown.flatMap((result) => detailsOf(result, today, style)),
    ...yankedStill(results).flatMap((fact) => marked(style.red("✗"), fact)),
  ];
  const following = followLines(plan, style, results);
  const paint = worked.some(({ failed }) => failed) ? style.red : style.green;
  return [
    paint(style.bold(`tagstream · ${headline(plan.intent, results)}`)),
    ...lines,
    ...(news.length > 0 ? ["", ...news] : []),
    ...(following.length > 0 ? ["", ...following] : []),
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
  return tested
    .map(
      ({ platform, verdict, duration: time }) =>
        `${platform} ${verdictMarks[verdict]}${verdict === "passed" ? ` ${duration(time)}` : ""}`,
    )
    .join(", ");
}

/** How new images of followers came: one line for all that came in the same way. */
function followedLines(results: readonly UnitResult[], style: Style): string[] {
  const came = results.flatMap((result) => {
    const words = result.failed || result.withheld !== undefined ? undefined : followedWords(result.unit);
    return words === undefined ? [] : [{ words, name: result.unit.name }];
  });
  return [...groupBy(came, ({ words }) => words)].flatMap(([words, units]) => {
    const names = units.map(({ name }) => name);
    return marked(style.dim("·"), `${someOf(names, 3)}  ${words}`);
  });
}

/** A text behind a mark of one column, in lines that hang. */
function marked(mark: string, text: string): string[] {
  const [first = "", ...rest] = filledLines("    ", [text], "      ");
  return [`  ${mark} ${first.trimStart()}`, ...rest];
}

function detailsOf(result: UnitResult, today: string, style: Style): string[] {
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
    ...waivedWords(result, today).flatMap((words) => marked(style.yellow("!"), `${name}  ${words}`)),
    ...result.warnings.map((warning) => `  ${style.yellow("!")} ${name}  ${cut(oneLine(warning), 400)}`),
  ];
}
