import { shortDigest } from "../../core/lib/digest.ts";
import { codeDefinitions, errorPageOf } from "../../core/lib/problems/error-page.ts";
import { duration, shortCommit, thousands } from "../../core/lib/text/words.ts";
import { dayOfTimestamp } from "../../core/lib/time/timestamp.ts";
import { eventCommit } from "../../core/plan/event-commit.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import type { UnitTimes } from "../../core/result/unit-times.ts";
import { tryLocally } from "../comment/try-locally.ts";
import { followMarkdown } from "../follow/follow-markdown.ts";
import { scanSummary } from "../scan/scan-summary.ts";
import { planHeadline, planTable } from "../tables/plan-table.ts";
import { mostTelling } from "../tables/result-table.ts";
import { isOneOf } from "../text/links.ts";
import { bulletList, code, escapeMarkdown, fenced, markdownTable } from "../text/markdown.ts";
import { hasSources, sourceLabelOf } from "../text/source-label.ts";
import { howCell } from "./how-cell.ts";
import { notesOf } from "./notes.ts";
import { acted, headline, publishes, type Tested, testedOn, verdictMarks, versionTagOf } from "./outcome.ts";
import { tagLines } from "./summary-tags.ts";
import { timeTable } from "./time-table.ts";
import { troubles } from "./troubles.ts";
import { type Part, withinLimit } from "./within-limit.ts";
import { yankedStill } from "./yanked.ts";

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
    { rank: 2, text: bulletList(yankedStill(results).map((fact) => `**${escapeMarkdown(fact)}**`)) },
    { rank: 3, text: followMarkdown(plan, results) },
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

function wasCell({ was }: UnitResult): string {
  return was === undefined ? "" : code(shortDigest(was));
}

function nowCell(result: UnitResult): string {
  const { now, was, record } = result;
  const stays = result.failed && was === undefined && record?.digest !== now;
  if (now === undefined) return result.failed ? "–" : "";
  return `${stays ? "unchanged " : ""}${code(shortDigest(now))}`;
}

function testedCell(result: UnitResult): string {
  if (result.unit.tests.length === 0) return result.record ? "no tests" : "";
  const cell = ({ platform, verdict, duration: time }: Tested): string =>
    `${escapeMarkdown(platform)} ${verdictMarks[verdict]}${verdict === "exempt" || verdict === "not run" ? "" : ` ${duration(time)}`}`;
  return testedOn(result).map(cell).join(" · ");
}

/** Notes. Their heading keeps this list apart from the one before. */
function knowing(texts: readonly string[]): string {
  return texts.length === 0 ? "" : `Notes:\n\n${bulletList(texts.map((text) => escapeMarkdown(text)))}`;
}
