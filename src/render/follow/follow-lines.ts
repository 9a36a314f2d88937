import type { Style } from "../../core/lib/text/style.ts";
import { thousands } from "../../core/lib/text/words.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { filledLines } from "../text/filled-lines.ts";
import { type FollowState, followStates } from "./follow-state.ts";

/** Most states to list. */
const maxStates = 10;
const indent = "  ";
const hanging = "      ";

/**
 * What the following streams show and wait for, for a log and a terminal: two lines for all units of
 * a stream that are in the same state. Empty without any.
 * @param results what became of the units, at the end of a run
 */
export function followLines(
  plan: Pick<Plan, "units" | "timestamp">,
  style: Style,
  results: readonly UnitResult[] = [],
): string[] {
  const states = followStates(plan, results);
  const more = states.length - maxStates;
  return [
    ...states.slice(0, maxStates).flatMap((state) => stateLines(state, style)),
    ...(more > 0 ? [`${indent}… and ${thousands(more)} more states of following streams`] : []),
  ];
}

function stateLines(state: FollowState, style: Style): string[] {
  const { stream, doing, next, waiting, passed, keptOut, set, withdrawn, stale, units } = state;
  const first = [
    showsWords(state),
    ...(doing === undefined ? [] : [doing]),
    ...(next ? [["next:", next.stamp, ...(next.at === undefined ? [] : [next.at])].join(" ")] : []),
    ...(next || doing !== undefined ? [] : ["next: none yet"]),
  ];
  const second = [
    ...(waiting.length > 0 ? [`waiting for: ${waiting.join(", ")}`] : []),
    ...(passed.length > 0 ? [`passed: ${passed.join(", ")}`] : []),
    ...(keptOut === undefined ? [] : [`kept out: ${keptOut}`]),
    ...(set === undefined ? [] : [set]),
  ];
  const subject = units === undefined ? stream : `${stream} (${units})`;
  const [top = "", ...rest] = filledLines(`${indent}${subject}  `, first, hanging);
  return [
    `${indent}${style.bold(subject)}${top.slice(indent.length + subject.length)}`,
    ...rest,
    ...hung(second).map(style.dim),
    ...(withdrawn === undefined ? [] : hung([`must not be used: ${withdrawn}`]).map(style.red)),
    ...(stale === undefined ? [] : hung([`too old: ${stale}`]).map(style.yellow)),
  ];
}

function showsWords({ source, shows, instead, isUnknown }: FollowState): string {
  if (!shows) return isUnknown ? `what it shows of ${source} is unknown` : `shows nothing of ${source} yet`;
  return `shows ${instead === undefined ? "" : `${instead} instead of `}${shows.stamp} of ${source}, ${shows.age} old`;
}

/** Parts in lines that hang below the first. */
function hung(parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : filledLines(hanging, parts, hanging);
}
