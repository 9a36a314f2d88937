import { keptWords } from "../../core/build/kept.ts";
import type { UnitResult } from "../../core/result/result.ts";

/** Whether an image stayed on the runner because the job has no login, not because it should. */
export function isWithoutLogin({ kept, unit }: UnitResult): boolean {
  return kept !== undefined && unit.candidates !== false;
}

/** Why images could not be pushed, and the remedy: one line of plain text, or none. */
export function lackLines(results: readonly UnitResult[]): string[] {
  const reasons = results.flatMap((result) => (isWithoutLogin(result) && result.kept !== undefined ? [result.kept] : []));
  return reasons.length === 0 ? [] : [keptWords([...new Set(reasons)])];
}
