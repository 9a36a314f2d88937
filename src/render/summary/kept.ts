import { keptNote, keptWords } from "../../core/build/kept.ts";
import type { UnitResult } from "../../core/result/result.ts";

/** Whether an image stayed on the runner because the job has no login, not because it should. */
export function isWithoutLogin({ kept, unit }: UnitResult): boolean {
  return kept !== undefined && unit.candidates !== false;
}

/** Why images could not be pushed, and the remedy: one line of plain text, or none. */
export function lackLines(results: readonly UnitResult[]): string[] {
  const reasons = lacksOf(results);
  return reasons.length === 0 ? [] : [keptWords(reasons)];
}

/** The notes of a plan, without the one that the results have confirmed. */
export function otherNotes(notes: readonly string[], results: readonly UnitResult[]): string[] {
  const confirmed = keptNote(lacksOf(results));
  return notes.filter((note) => note !== confirmed);
}

function lacksOf(results: readonly UnitResult[]): string[] {
  return [...new Set(results.flatMap((result) => (isWithoutLogin(result) && result.kept !== undefined ? [result.kept] : [])))];
}
