import { cut } from "../../core/lib/clean.ts";
import { shortDigest } from "../../core/lib/digest.ts";
import { codeDefinitions, codeMark, errorPageOf } from "../../core/lib/error-page.ts";
import { duration, joined, shortCommit, shortPlatform, someOf, thousands } from "../../core/lib/text.ts";
import { dayOfTimestamp } from "../../core/lib/timestamp.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { tryLocally } from "../comment/try-locally.ts";
import { heldWords } from "../hold/held.ts";
import { planHeadline, planTable } from "../tables/plan-table.ts";
import { mostTelling } from "../tables/result-table.ts";
import { isOneOf } from "../text/links.ts";
import { bytesOf, code, escapeHtml, escapeMarkdown, fenced, folded, markdownTable } from "../text/markdown.ts";
import { isPage } from "../text/run-link.ts";
import { namesOf, standingFacts } from "./facts.ts";
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
  whatFailed,
} from "./outcome.ts";
import { tagLines } from "./summary-tags.ts";

export interface SummaryOptions {
  /** Rows of the table after which the rest is only counted; what failed goes first. */
  maxRows?: number;
  /** In bytes; by default somewhat below GitHub's 1 MiB, at which a summary is thrown away whole. */
  maxBytes?: number;
  /** Where error codes are explained. */
  errorPage?: string;
}

/** Failed tests and builds whose last lines are shown, and how many lines of each. */
const maxLogs = 30;
const maxLogLines = 40;
const maxLogCharacters = 8000;

/** A part of the summary, with what is left out last when there is no room: 1 stays longest. */
interface Part {
  rank: number;
  text: string;
}

/**
 * What a run came to, as Markdown for GitHub's job summary: whether it is out, one table, then what needs a person, then what else to
 * know. Everything that comes from people, registries and containers is shown as text and does nothing.
 */
export function summaryMarkdown(plan: Plan, results: readonly UnitResult[], options: SummaryOptions = {}): string {
  const { maxRows = 200, maxBytes = 1_000_000, errorPage = errorPageOf() } = options;
  const parts: Part[] = [
    { rank: 1, text: `### ${escapeMarkdown(headline(plan.intent, results))}` },
    {
      rank: 1,
      text: escapeMarkdown(planHeadline(plan), isOneOf(plan.pullRequest, shortCommit(plan.commit), shortCommit(plan.revision))),
    },
    { rank: 2, text: table(plan, results, maxRows) },
    ...troubles(plan, results).map((text) => ({ rank: 4, text })),
    { rank: 3, text: tagLines(plan, results) },
    { rank: 3, text: tryLocally(plan, results) },
    { rank: 3, text: knowing([...standingFacts(plan), ...leftLines(plan, results), ...plan.notes]) },
    { rank: 1, text: codeDefinitions(errorPage, results) },
  ];
  return withinLimit(
    parts.filter(({ text }) => text !== ""),
    maxBytes,
    plan.run.url,
  );
}

/** The plan alone as Markdown, for a run that only plans. */
export function planMarkdown(plan: Plan): string {
  return `### Plan: nothing has been done\n\n${fenced(planTable(plan).join("\n"))}\n`;
}

function withinLimit(parts: readonly Part[], maxBytes: number, url: string | undefined): string {
  const log = url !== undefined && isPage(url) ? `[the run's log](${url})` : "the run's log";
  const note = `*Cut to GitHub's limit for summaries: ${log} has all of it.*`;
  let room = maxBytes - bytesOf(note) - 2;
  const kept = new Set<Part>();
  for (const part of parts.toSorted((a, b) => a.rank - b.rank)) {
    const size = bytesOf(part.text) + 2;
    if (size > room) continue;
    room -= size;
    kept.add(part);
  }
  const texts = parts.filter((part) => kept.has(part)).map(({ text }) => text);
  return `${[...texts, ...(kept.size < parts.length ? [note] : [])].join("\n\n")}\n`;
}

function table(plan: Plan, results: readonly UnitResult[], maxRows: number): string {
  const worked = acted(results);
  if (worked.length === 0) return "";
  const shown = mostTelling(worked, maxRows);
  const header = publishes(plan.intent)
    ? ["image", "stream", "now", "was", "how", "tested on"]
    : ["image", "stream", "built", "how", "tested on"];
  const rows = shown.map((result) => {
    const [image, stream, now, was, ...rest] = row(result, dayOfTimestamp(plan.timestamp));
    return [image, stream, now, ...(publishes(plan.intent) ? [was] : []), ...rest];
  });
  const more = worked.length - shown.length;
  return `${markdownTable(header, rows)}${more > 0 ? `\n\n… and ${thousands(more)} more, as planned.` : ""}`;
}

function row(result: UnitResult, today: string): [string, string, string, string, string, string] {
  const { unit, was, outcome, hold } = result;
  return [
    escapeMarkdown(unit.image),
    code(unit.streamTag),
    nowCell(result),
    was === undefined ? "" : code(shortDigest(was)),
    outcome === "held" && hold
      ? `**${escapeMarkdown(heldWords(hold, today), isOneOf(hold.issue))}**${insteadOf(hold)}; ${how(result)}`
      : how(result),
    testedCell(result),
  ];
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
  const reason = reasonMarkdown(unit);
  if (unit.decision === "repair") return `tags put right: ${reason}`;
  if (unit.decision === "test") return `${outcome === "passed" ? "" : "promoted, "}tested again: ${reason}`;
  if (unit.decision === "reuse") return `built before: ${reason}`;
  if (unit.decision === "promote") return `${outcome === "overtaken" ? overtaken(result) : "promoted"}, byte for byte: ${reason}`;
  const built = `built${record ? ` in ${duration(record.duration.build)}` : ""}: ${reason}`;
  return outcome === "overtaken" ? `${built}; ${overtaken(result)}` : built;
}

/** What the stream would have become. */
function insteadOf({ instead }: NonNullable<UnitResult["hold"]>): string {
  return instead === undefined ? "" : `, else ${code(shortDigest(instead))}`;
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

/** Whether a problem is more than a table's cell should hold. */
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

/** What needs a person: the last lines of what failed, folded, and warnings. */
function troubles({ pullRequest }: Plan, results: readonly UnitResult[]): string[] {
  const logs = results.flatMap((result) => (result.failed || result.outcome === "unchecked" ? logsOf(result) : []));
  const warned = new Map<string, string[]>(); // what is said of several units is said once
  for (const { unit, warnings: texts } of results) {
    for (const text of texts) warned.set(text, [...(warned.get(text) ?? []), unit.name]);
  }
  const warnings = [...warned].map(([text, names]) => {
    // It may name the pull request, and the commit that this has moved on to.
    const isOwn = (reference: string): boolean =>
      reference === `#${pullRequest}` || text.includes(`#${pullRequest} has moved on to ${reference}`);
    return `**${escapeMarkdown(someOf(names, 5))}**: ${escapeMarkdown(cut(text, 1000), isOwn)}`;
  });
  const more = logs.length - maxLogs;
  return [
    listed(warnings, true),
    ...logs.slice(0, maxLogs),
    ...(more > 0 ? [`… and ${thousands(more)} more that failed: their last lines are in the log.`] : []),
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

/** What else to know; its own heading keeps the list apart from the one before it. */
function knowing(texts: readonly string[]): string {
  return texts.length === 0 ? "" : `Also to know:\n\n${listed(texts)}`;
}

/** Plain texts as a list. */
function listed(texts: readonly string[], markdown = false): string {
  return texts.map((text) => `- ${markdown ? text : escapeMarkdown(text)}`).join("\n");
}

/** The units that nothing happened to, by reason. */
function leftLines({ units }: Plan, results: readonly UnitResult[]): string[] {
  const left = results.filter(({ outcome }) => outcome === "unchanged").map(({ unit }) => unit);
  const reasons = new Map<string, typeof left>();
  for (const unit of left) {
    const group = reasons.get(unit.reason);
    if (group) group.push(unit);
    else reasons.set(unit.reason, [unit]);
  }
  const lines = [...reasons]
    .slice(0, 10)
    .map(([reason, group]) => `left as ${group.length === 1 ? "it is" : "they are"}: ${namesOf(group, units, 10)} (${reason})`);
  return reasons.size > 10 ? [...lines, `and ${thousands(left.length)} left as they are in all`] : lines;
}
