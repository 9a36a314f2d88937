import { shortDigest } from "../../core/lib/digest.ts";
import { codeDefinitions, codeMark, errorPageOf } from "../../core/lib/problems/error-page.ts";
import { cut } from "../../core/lib/text/clean.ts";
import { count, shortCommit, thousands } from "../../core/lib/text/words.ts";
import { dayOfTimestamp } from "../../core/lib/time/timestamp.ts";
import { eventCommit } from "../../core/plan/event-commit.ts";
import { type Plan, usesCandidate } from "../../core/plan/plan.ts";
import type { Outcome } from "../../core/result/outcome.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { acted, outcomeWords, reasonMarkdown, whatFailed } from "../summary/outcome.ts";
import { waivedWords } from "../summary/waivers.ts";
import { mostTelling } from "../tables/result-table.ts";
import { rowKey, rowsBefore } from "../tables/rows-before.ts";
import { code, escapeMarkdown, markdownTable } from "../text/markdown.ts";
import { runLink } from "../text/run-link.ts";
import { markerOf } from "./comment-marker.ts";
import { firstThatFits, rowsOfComments } from "./comment-size.ts";

/**
 * The units to report in each merged pull request. A unit goes to the pull request that tested it,
 * and to all those of the pushed commit, because Tagstream cannot tell which of them changed it.
 * @param merged the pull requests that the pushed commit came from
 */
export function mergedUnits(results: readonly UnitResult[], merged: readonly number[]): Map<number, UnitResult[]> {
  const byPullRequest = new Map<number, UnitResult[]>();
  for (const result of acted(results)) {
    const { unit } = result;
    const tested = usesCandidate(unit) ? unit.candidate?.pullRequest : undefined;
    const numbers = new Set([...(tested === undefined ? [] : [tested]), ...merged]);
    for (const number of numbers) byPullRequest.set(number, [...(byPullRequest.get(number) ?? []), result]);
  }
  return byPullRequest;
}

/**
 * The comment on a merged pull request: the published images, and whether they are the tested ones.
 * Undefined if there is nothing to report: a registry repair belongs to no pull request, unless an
 * earlier attempt of this run failed on that unit. Its rows for published images stay.
 * @param existing the comment's current text
 * @param errorPage the page that explains error codes
 */
export function mergedComment(
  plan: Plan,
  number: number,
  reported: readonly UnitResult[],
  existing: string,
  errorPage = errorPageOf(),
): string | undefined {
  const before = rowsBefore(plan, existing);
  const results = reported.filter(
    (result) => result.unit.decision !== "repair" || before.rows.get(keyOf(result))?.failed === true,
  );
  if (results.length === 0) return undefined;
  const ours = new Set(results.map(keyOf));
  const kept = [...before.rows].flatMap(([key, { line, failed }]) => (failed || ours.has(key) ? [] : [line]));
  const failed = results.filter(({ failed }) => failed).length;
  const all = (wanted: Outcome): boolean => results.every(({ outcome }) => outcome === wanted);
  const became = all("held") ? "held" : all("overtaken") ? "overtaken" : "published";
  const commit = shortCommit(eventCommit(plan));
  const title =
    failed === 0
      ? `**Merged in ${code(commit)}, and ${became}**`
      : `**Merged in ${code(commit)}** · ${thousands(failed)} of ${count(results.length, "image")} not published`;
  const text = (most: number): string => {
    const shown = mostTelling(results, most);
    const shownBefore = kept.slice(0, most - shown.length);
    const rows = shown.map((result) => {
      const published = result.failed || result.now === undefined ? "–" : code(shortDigest(result.now));
      const waived = waivedWords(result, dayOfTimestamp(plan.timestamp), true).map((words) => escapeMarkdown(words));
      return `${keyOf(result)} ${published} | ${[how(result, number), ...waived].join("; ")} |`;
    });
    const more = results.length + kept.length - shown.length - shownBefore.length;
    const howMany = before.cut ? "" : `${thousands(more)} `;
    const parts = [
      markerOf(plan),
      title,
      [markdownTable(["image", "stream", "published", "how"], []), ...rows, ...shownBefore].join("\n"),
      more > 0 || before.cut ? `… and ${howMany}more: see the run's summary.` : "",
      runLink(plan),
      codeDefinitions(errorPage, shown),
    ];
    return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
  };
  return firstThatFits(rowsOfComments.map((most) => () => text(most)));
}

function keyOf({ unit }: UnitResult): string {
  return rowKey(escapeMarkdown(unit.image), code(unit.streamTag));
}

function how(result: UnitResult, number: number): string {
  const { unit, outcome } = result;
  if (result.failed) return `**${outcomeWords(result)}**: ${escapeMarkdown(cut(whatFailed(result), 300))}${codeMark(result)}`;
  if (outcome === "overtaken") return "overtaken by a newer publication";
  if (outcome === "held")
    return `tested, and **held** by #${result.hold?.issue ?? "?"}: its stream moves once that hold is released`;
  if (unit.decision === "build") return `built again and tested: ${reasonMarkdown(unit)}`;
  if (!usesCandidate(unit)) return reasonMarkdown(unit);
  const from = unit.candidate?.pullRequest;
  const tested = from === undefined ? "the merge queue" : from === number ? "this pull request" : `#${from}`;
  return `the image tested in ${tested}, byte for byte${unit.decision === "test" ? ", and tested again" : ""}`;
}
