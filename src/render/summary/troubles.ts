import { cut } from "../../core/lib/text/clean.ts";
import { duration, shortPlatform, someOf, thousands } from "../../core/lib/text/words.ts";
import { dayOfTimestamp } from "../../core/lib/time/timestamp.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { bulletList, escapeHtml, escapeMarkdown, fenced, folded } from "../text/markdown.ts";
import { failedTests, outcomeWords } from "./outcome.ts";
import { waivedWords } from "./waivers.ts";

/** Most failed tests and builds whose last lines the summary shows, and how much of each. */
const maxLogs = 30;
const maxLogLines = 40;
const maxLogCharacters = 8000;

/** What needs a person: warnings, then the last lines of each failure, folded. */
export function troubles({ pullRequest, timestamp }: Plan, results: readonly UnitResult[]): string[] {
  const logs = results.flatMap((result) => (result.failed || result.outcome === "unchecked" ? logsOf(result) : []));
  const warned = new Map<string, string[]>(); // units with the same warning share a line
  for (const result of results) {
    const { unit, warnings: texts } = result;
    for (const text of [...waivedWords(result, dayOfTimestamp(timestamp)), ...texts])
      warned.set(text, [...(warned.get(text) ?? []), unit.name]);
  }
  const warnings = [...warned].map(([text, names]) => {
    // A warning may name the pull request, and its newer commit.
    const isOwn = (reference: string): boolean =>
      reference === `#${pullRequest}` || text.includes(`#${pullRequest} has moved on to ${reference}`);
    return `**${escapeMarkdown(someOf(names, 5))}**: ${escapeMarkdown(cut(text, 1000), isOwn)}`;
  });
  const more = logs.length - maxLogs;
  return [
    bulletList(warnings),
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

/** Whether a problem is too long for a table's cell. */
export function isLong({ problem = "" }: UnitResult): boolean {
  return problem.length > 200 || problem.trimEnd().includes("\n");
}
