import { count, duration, thousands } from "../../core/lib/text/words.ts";
import { longestChain } from "../../core/result/longest-chain.ts";
import { totalOf, type UnitTimes, wholeTime } from "../../core/result/unit-times.ts";
import { code, folded, markdownTable } from "../text/markdown.ts";

/** Marks the units of the longest chain. */
const mark = "●";
/** A single unit that took longer has a table of its own, in milliseconds. */
const long = 60_000;

/**
 * Where the time of a run went, Markdown, folded: a row for each unit that it built or tested. Empty
 * for one short build.
 * @param maxRows the most rows; the slowest units take precedence
 */
export function timeTable(times: readonly UnitTimes[], maxRows: number): string {
  const built = times.filter(({ build }) => build !== undefined).length;
  const chain = longestChain(times);
  if (!chain || (built < 2 && times.every((unit) => totalOf(unit) <= long))) return "";
  const inChain = new Set(chain.units);
  const shown = slowest(times, maxRows);
  const rows = shown.map((unit) => [
    `${inChain.has(unit.unit) ? `${mark} ` : ""}${code(unit.unit)}`,
    ...[unit.queue, unit.build, unit.test, unit.publish, totalOf(unit)].map(cell),
  ]);
  const whole = Math.max(wholeTime(times) ?? chain.time, chain.time);
  const more = times.length - shown.length;
  const body = [
    markdownTable(["image", "queue", "build", "test", "publish", "total"], rows),
    ...(more > 0 ? [`… and ${thousands(more)} more, all of them quicker.`] : []),
    `${mark} ${chain.units.length === 1 ? "Slowest" : "Longest chain"}: ${chain.units.map(code).join(" → ")}, ${duration(chain.time)} of ${duration(whole)}.`,
  ];
  return folded(`Time: ${count(times.length, "image")} in ${duration(whole)}`, body.join("\n\n"));
}

/** Milliseconds as a cell; a phase that did not happen, or took no time, says nothing. */
function cell(milliseconds: number | undefined): string {
  const words = duration(milliseconds ?? 0);
  return words === "0 s" ? "–" : words;
}

/** The slowest units, in order. */
function slowest(times: readonly UnitTimes[], most: number): readonly UnitTimes[] {
  if (times.length <= most) return times;
  const chosen = new Set(times.toSorted((a, b) => totalOf(b) - totalOf(a)).slice(0, most));
  return times.filter((unit) => chosen.has(unit));
}
