import { thousands } from "../../core/lib/text/words.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { absentLines } from "./absent.ts";
import { namesOf, standingFacts } from "./facts.ts";
import { lackLines, otherNotes } from "./kept.ts";
import { waiverFacts } from "./waivers.ts";

/** The notes at the end of a summary: lines of plain text. */
export function notesOf(plan: Plan, results: readonly UnitResult[]): string[] {
  return [
    ...waiverFacts(plan),
    ...standingFacts(plan),
    ...leftLines(plan, results),
    ...absentLines(plan),
    ...lackLines(results),
    ...otherNotes(plan.notes, results),
  ];
}

/** Unchanged units, by reason. */
function leftLines({ units }: Plan, results: readonly UnitResult[]): string[] {
  const left = results.filter(({ outcome }) => outcome === "unchanged").map(({ unit }) => unit);
  const reasons = new Map<string, typeof left>();
  for (const unit of left) {
    const group = reasons.get(unit.reason);
    if (group) group.push(unit);
    else reasons.set(unit.reason, [unit]);
  }
  const lines = [...reasons].slice(0, 10).map(([reason, group]) => `unchanged: ${namesOf(group, units, 10)} (${reason})`);
  return reasons.size > 10 ? [...lines, `${thousands(left.length)} unchanged in all`] : lines;
}
