import { shortDigest } from "../../core/lib/digest.ts";
import { codeDefinitions, codeMark, errorPageOf } from "../../core/lib/problems/error-page.ts";
import { cut } from "../../core/lib/text/clean.ts";
import { duration, joined, shortCommit, shortPlatform, someOf, thousands } from "../../core/lib/text/words.ts";
import { dayOfTimestamp } from "../../core/lib/time/timestamp.ts";
import { eventCommit } from "../../core/plan/event-commit.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import type { UnitTimes } from "../../core/result/unit-times.ts";
import { tryLocally } from "../comment/try-locally.ts";
import { heldWords } from "../hold/held.ts";
import { scanSummary } from "../scan/scan-summary.ts";
import { planHeadline, planTable } from "../tables/plan-table.ts";
import { mostTelling } from "../tables/result-table.ts";
import { isOneOf } from "../text/links.ts";
import { code, escapeHtml, escapeMarkdown, fenced, folded, markdownTable } from "../text/markdown.ts";
import { hasSources, sourceLabelOf } from "../text/source-label.ts";
import { unchangedWords } from "../text/unchanged.ts";
import { notesOf } from "./notes.ts";
import {
  acted,
  failedTests,
  headline,
  outcomeWords,
  publicationIdWords,
  publishes,
  reasonMarkdown,
  type Tested,
  testedOn,
  versionTagOf,
  whatFailed,
} from "./outcome.ts";
import { tagLines } from "./summary-tags.ts";
import { timeTable } from "./time-table.ts";
import { type Part, withinLimit } from "./within-limit.ts";

export interface SummaryOptions {
  /** Most rows in the table, which counts the rest. Failures take precedence. */
  maxRows?: number;
  /**
   * In bytes. GitHub discards a step's summary of more than 1 MiB whole; the default leaves room for
   * what changed, which follows (`changes-markdown.ts`).
   */
  maxBytes?: number;
  /** The page that explains error codes. */
  errorPage?: string;
  /** How long the units took that the run built or tested. */
  times?: readonly UnitTimes[];
}

/** Most failed tests and builds whose last lines the summary shows, and how much of each. */
const maxLogs = 30;
const maxLogLines = 40;
const maxLogCharacters = 8000;

/**
 * The result of a run, Markdown for GitHub's job summary: a headline, one table, what needs a
 * person, then notes. Escapes everything that comes from people, registries and containers.
 */
export function summaryMarkdown(plan: Plan, results: readonly UnitResult[], options: SummaryOptions = {}): string {
  const { maxRows = 200, maxBytes = 700_000, errorPage = errorPageOf(), times = [] } = options;
  const parts: Part[] = [
    { rank: 1, text: `### ${escapeMarkdown(headline(plan.intent, results))}` },
    {
      rank: 1,
      text: escapeMarkdown(
        planHeadline(plan),
        isOneOf(plan.pullRequest, shortCommit(eventCommit(plan)), shortCommit(plan.revision)),
      ),
    },
    { rank: 2, text: table(plan, results, maxRows) },
    ...troubles(plan, results).map((text) => ({ rank: 4, text })),
    { rank: 3, text: scanSummary(results) },
    { rank: 3, text: tagLines(plan, results) },
    { rank: 3, text: tryLocally(plan, results) },
    {
      rank: 3,
      text: knowing(notesOf(plan, results)),
    },
    { rank: 5, text: timeTable(times, maxRows) },
    { rank: 1, text: codeDefinitions(errorPage, results) },
  ];
  return withinLimit(
    parts.filter(({ text }) => text !== ""),
    maxBytes,
    plan.run.url,
  );
}

/**
 * The plan alone as Markdown.
 * @param isAll whether the run ends with it; otherwise later jobs carry it out
 */
export function planMarkdown(plan: Plan, isAll: boolean): string {
  return `### Plan${isAll ? ": nothing has been done" : ""}\n\n${fenced(planTable(plan).join("\n"))}\n`;
}

/** A column of the table: its header, and what it says of a result. */
type Column = [header: string, cell: (result: UnitResult) => string];

function table(plan: Plan, results: readonly UnitResult[], maxRows: number): string {
  const worked = acted(results);
  if (worked.length === 0) return "";
  const shown = mostTelling(worked, maxRows);
  const [isPublishing, isSourced] = [publishes(plan.intent), hasSources(plan)];
  const isOfVersion = shown.some((result) => versionTagOf(plan.intent, result) !== undefined);
  const columns: Column[] = [
    ["image", ({ unit }) => escapeMarkdown(unit.image)],
    [isOfVersion ? "tag" : "stream", (result) => code(versionTagOf(plan.intent, result) ?? result.unit.streamTag)],
    ...(isSourced ? [["source", ({ unit }) => code(sourceLabelOf(unit, plan))] satisfies Column] : []),
    [isPublishing ? "now" : "built", nowCell],
    ...(isPublishing ? [["was", wasCell] satisfies Column] : []),
    ["how", (result) => howCell(result, dayOfTimestamp(plan.timestamp))],
    ["tested on", testedCell],
  ];
  const rows = shown.map((result) => columns.map(([, cell]) => cell(result)));
  const more = worked.length - shown.length;
  return `${markdownTable(
    columns.map(([header]) => header),
    rows,
  )}${more > 0 ? `\n\n… and ${thousands(more)} more.` : ""}`;
}

function howCell(result: UnitResult, today: string): string {
  const { outcome, hold } = result;
  if (outcome !== "held" || !hold) return how(result);
  return `**${escapeMarkdown(heldWords(hold, today), isOneOf(hold.issue))}**${insteadOf(hold)}; ${how(result)}`;
}

function wasCell({ was }: UnitResult): string {
  return was === undefined ? "" : code(shortDigest(was));
}

function nowCell(result: UnitResult): string {
  const { now, was, record } = result;
  const stays = result.failed && was === undefined && record?.digest !== now;
  if (now === undefined) return result.failed ? "–" : "";
  return `${stays ? "unchanged " : ""}${code(shortDigest(now))}`;
}

function how(result: UnitResult): string {
  const { unit, record, outcome } = result;
  if (result.failed || outcome === "unchecked") return failure(result);
  if (result.withheld !== undefined) return `**withheld**: ${escapeMarkdown(cut(result.withheld, 300))}`;
  const reason = reasonMarkdown(unit);
  if (unit.decision === "repair") return `tags repaired: ${reason}`;
  if (unit.decision === "test") return `${outcome === "passed" ? "" : "promoted, "}tested again: ${reason}`;
  if (unit.decision === "reuse") return `built earlier: ${reason}`;
  if (unit.decision === "promote") return `${outcome === "overtaken" ? overtaken(result) : "promoted"}, byte for byte: ${reason}`;
  const compared = unchangedWords(record);
  const built = `built${record ? ` in ${duration(record.duration.build)}` : ""}: ${reason}${compared === undefined ? "" : `; ${escapeMarkdown(compared)}`}`;
  return outcome === "overtaken" ? `${built}; ${overtaken(result)}` : built;
}

/** The image that the stream would show without its hold. */
function insteadOf({ instead }: NonNullable<UnitResult["hold"]>): string {
  return instead === undefined ? "" : `, instead of ${code(shortDigest(instead))}`;
}

function overtaken(result: UnitResult): string {
  return `**overtaken** by ${code(publicationIdWords(result))}`;
}

function failure(result: UnitResult): string {
  const words = `**${outcomeWords(result)}**`;
  const tests = failedTests(result);
  const optional = result.unit.required ? "" : " (does not make the run red)";
  if (tests.length > 0) {
    const platforms = joined([...new Set(tests.map(({ platform }) => shortPlatform(platform)))]);
    const names = [...new Set(tests.map(({ name }) => name))];
    return `${words} on ${platforms}: ${names
      .slice(0, 5)
      .map((name) => code(cut(name, 100)))
      .join(", ")} (below)${optional}${codeMark(result)}`;
  }
  return `${words}: ${isLong(result) ? "see below" : escapeMarkdown(whatFailed(result))}${optional}${codeMark(result)}`;
}

/** Whether a problem is too long for a table's cell. */
function isLong({ problem = "" }: UnitResult): boolean {
  return problem.length > 200 || problem.trimEnd().includes("\n");
}

function testedCell(result: UnitResult): string {
  if (result.unit.tests.length === 0) return result.record ? "no tests" : "";
  const words = { passed: "✓", failed: "✗", exempt: "exempt", "not run": "–" } as const;
  const cell = ({ platform, verdict, duration: time }: Tested): string =>
    `${escapeMarkdown(platform)} ${words[verdict]}${verdict === "passed" || verdict === "failed" ? ` ${duration(time)}` : ""}`;
  return testedOn(result).map(cell).join(" · ");
}

/** What needs a person: warnings, then the last lines of each failure, folded. */
function troubles({ pullRequest }: Plan, results: readonly UnitResult[]): string[] {
  const logs = results.flatMap((result) => (result.failed || result.outcome === "unchecked" ? logsOf(result) : []));
  const warned = new Map<string, string[]>(); // units with the same warning share a line
  for (const { unit, warnings: texts } of results) {
    for (const text of texts) warned.set(text, [...(warned.get(text) ?? []), unit.name]);
  }
  const warnings = [...warned].map(([text, names]) => {
    // A warning may name the pull request, and its newer commit.
    const isOwn = (reference: string): boolean =>
      reference === `#${pullRequest}` || text.includes(`#${pullRequest} has moved on to ${reference}`);
    return `**${escapeMarkdown(someOf(names, 5))}**: ${escapeMarkdown(cut(text, 1000), isOwn)}`;
  });
  const more = logs.length - maxLogs;
  return [
    listed(warnings, true),
    ...logs.slice(0, maxLogs),
    ...(more > 0 ? [`… and ${thousands(more)} more failures: see the log for their last lines.`] : []),
  ];
}

function logsOf(result: UnitResult): string[] {
  const name = `<b>${escapeHtml(result.unit.name)}</b>`;
  const tests = failedTests(result);
  if (tests.length === 0) {
    return isLong(result) ? [folded(`${name} · ${outcomeWords(result)}`, fenced(lastLines(result.problem ?? "")))] : [];
  }
  return tests.map(({ name: test, platform, reason, log, duration: time }) => {
    const facts = [
      cut(test, 200),
      shortPlatform(platform),
      ...(reason === undefined ? [] : [cut(reason, 500)]),
      `after ${duration(time)}`,
    ];
    const title = [name, ...facts.map(escapeHtml)].join(" · ");
    return folded(title, log === undefined || log.trim() === "" ? "It printed nothing." : fenced(lastLines(log)));
  });
}

function lastLines(text: string): string {
  const lines = text.trimEnd().slice(-maxLogCharacters).split("\n");
  return lines.slice(-maxLogLines).join("\n");
}

/** Notes. Their heading keeps this list apart from the one before. */
function knowing(texts: readonly string[]): string {
  return texts.length === 0 ? "" : `Notes:\n\n${listed(texts)}`;
}

/** Plain texts as a list. */
function listed(texts: readonly string[], markdown = false): string {
  return texts.map((text) => `- ${markdown ? text : escapeMarkdown(text)}`).join("\n");
}
