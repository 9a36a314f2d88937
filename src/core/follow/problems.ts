import type { Problem } from "../lib/problems/problem.ts";
import type { PlannedUnit } from "../plan/plan.ts";
import { type CommandPlace, rollbackCommand } from "../rollback/rollback-command.ts";

/**
 * What following streams need a person for: they show what their source withdrew, or what is too
 * old. What a run withdrew itself, by publishing something newer, is settled.
 */
export function followProblems(
  units: readonly Pick<PlannedUnit, "name" | "follow" | "required" | "decision" | "yanked">[],
  place: CommandPlace,
): Problem[] {
  return units.flatMap(({ name, follow, required, decision, yanked }): Problem[] => {
    if (!follow || decision === "follow") return [];
    const { withdrawn, stale } = follow;
    const bad: Problem | undefined =
      withdrawn === undefined || yanked !== undefined // a yank is said for every unit that shows it
        ? undefined
        : {
            code: "follow-bad",
            severity: required ? "error" : "warning",
            message: `${name} shows an image that must not be used: ${withdrawn}. Nothing moves back by itself. To roll back: \`${rollbackCommand({ only: name, reason: "its source withdrew it" }, place)}\`.`,
          };
    const old: Problem | undefined =
      stale === undefined ? undefined : { code: "follow-stale", severity: "warning", message: `${name}: ${stale}` };
    return [bad, old].filter((problem) => problem !== undefined);
  });
}
