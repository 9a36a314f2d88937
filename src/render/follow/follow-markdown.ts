import { cut } from "../../core/lib/text/clean.ts";
import { thousands } from "../../core/lib/text/words.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { code, escapeMarkdown, markdownTable } from "../text/markdown.ts";
import { type FollowState, followStates } from "./follow-state.ts";

/** Most rows, and characters of a cell that people or the core wrote. */
const maxRows = 20;
const maxWords = 300;

/** What the following streams show and wait for after a run: a block of a summary. Empty without any. */
export function followMarkdown(plan: Pick<Plan, "units" | "timestamp">, results: readonly UnitResult[]): string {
  const states = followStates(plan, results);
  if (states.length === 0) return "";
  const rows = states
    .slice(0, maxRows)
    .map((state) => [streamCell(state), showsCell(state), nextCell(state), waitingCell(state)]);
  const more = states.length - rows.length;
  const body = markdownTable(["stream", "shows", "next", "waiting for"], rows);
  return `Following streams:\n\n${body}${more > 0 ? `\n\n… and ${thousands(more)} more.` : ""}`;
}

function streamCell({ stream, units }: FollowState): string {
  return `${code(stream)}${units === undefined ? "" : ` (${escapeMarkdown(cut(units, maxWords))})`}`;
}

function showsCell({ shows, instead, isUnknown, source, withdrawn, stale }: FollowState): string {
  const none = isUnknown ? "unknown" : `nothing of ${code(source)} yet`;
  const what = shows
    ? `${instead === undefined ? "" : `${code(instead)} instead of `}${code(shows.stamp)} of ${code(source)}, ${shows.age} old`
    : none;
  return [
    what,
    ...(withdrawn === undefined ? [] : [`**must not be used**: ${escapeMarkdown(cut(withdrawn, maxWords))}`]),
    ...(stale === undefined ? [] : [`**too old**: ${escapeMarkdown(cut(stale, maxWords))}`]),
  ].join("; ");
}

function nextCell({ next, doing, set }: FollowState): string {
  const at = next?.at === undefined ? "" : ` ${next.at}`;
  return [
    ...(doing === undefined ? [] : [escapeMarkdown(cut(doing, maxWords))]),
    ...(next ? [`${code(next.stamp)}${at}`] : []),
    ...(next || doing !== undefined ? [] : ["none yet"]),
    ...(set === undefined ? [] : [set]),
  ].join("; ");
}

function waitingCell({ waiting, keptOut }: FollowState): string {
  const parts = [...waiting, ...(keptOut === undefined ? [] : [`kept out: ${keptOut}`])];
  return escapeMarkdown(cut(parts.join(", "), maxWords));
}
