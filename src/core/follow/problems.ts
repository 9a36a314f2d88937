import type { Problem } from "../lib/problems/problem.ts";
import type { UnitResult } from "../result/result.ts";
import { showsAsBefore } from "../result/still-shown.ts";
import { type CommandPlace, rollbackCommand } from "../rollback/rollback-command.ts";

/** The following streams that need a person after a run: they show what must not be used, or what is too old. */
export function followProblems(results: readonly UnitResult[], place: CommandPlace): Problem[] {
  return results.filter(showsAsBefore).flatMap(({ unit: { name, follow, required, yanked } }): Problem[] => {
    const { withdrawn, stale } = follow ?? {};
    const command = rollbackCommand({ only: name, reason: "its source withdrew it" }, place);
    const problems: Problem[] = [];
    // A yank is said for every unit that shows it.
    if (withdrawn !== undefined && yanked === undefined)
      problems.push({
        code: "follow-bad",
        severity: required ? "error" : "warning",
        message: `${name} shows an image that must not be used: ${withdrawn}. Nothing moves back by itself. To roll back: \`${command}\`. If it has no older image, advance it to a good one.`,
      });
    if (stale !== undefined) problems.push({ code: "follow-stale", severity: "warning", message: `${name}: ${stale}` });
    return problems;
  });
}
