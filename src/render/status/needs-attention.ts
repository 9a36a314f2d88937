import { cut, oneLine } from "../../core/lib/text/clean.ts";
import type { Style } from "../../core/lib/text/style.ts";
import { type Severity, statesOf, type UnitState } from "../../core/status/state.ts";
import type { Status, UnitStatus } from "../../core/status/status.ts";

/** Longest text of a person or a registry in a row. */
const maxText = 100;

/** The severities of what needs attention, the most urgent first, with their colours. */
export const attentionPaints = {
  bad: "red",
  odd: "yellow",
  calm: "dim",
} as const satisfies Record<Exclude<Severity, "good">, keyof Style>;

type Urgent = keyof typeof attentionPaints;

/** One reason to look at a unit, for people, on one line. */
export interface Attention extends UnitState {
  severity: Urgent;
}

const urgencies = Object.keys(attentionPaints);

/**
 * Why a person may have to look at a unit, the most urgent first; empty if nobody has to. The page
 * says the same.
 * @param status the moment and the limit
 */
export function attentionOf(unit: UnitStatus, status: Pick<Status, "generated" | "limit">): Attention[] {
  const states = statesOf(unit, status, Date.parse(status.generated));
  return states
    .filter((state): state is Attention => state.severity !== "good")
    .map((state) => ({ ...state, words: cut(oneLine(wordsOf(state, unit)), maxText) }))
    .sort((a, b) => urgencies.indexOf(a.severity) - urgencies.indexOf(b.severity));
}

/** A terminal has no panel to look for the cause in. */
function wordsOf({ name, words }: UnitState, { freshness: { causes = [] } }: UnitStatus): string {
  const [cause] = causes;
  return name === "stale" && cause ? `${words}: ${cause.text}` : words;
}
