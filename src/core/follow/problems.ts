import type { Problem } from "../lib/problems/problem.ts";
import type { PlannedUnit } from "../plan/plan.ts";

/**
 * What following streams need a person for: they show what their source withdrew, or what is too
 * old. What a run withdrew itself, by publishing something newer, is settled.
 * @param rollbackOf the command that rolls a unit back
 */
export function followProblems(
  units: readonly Pick<PlannedUnit, "name" | "follow" | "required" | "decision">[],
  rollbackOf: (unit: string) => string,
): Problem[] {
  return units.flatMap(({ name, follow, required, decision }): Problem[] => {
    if (!follow || decision === "follow") return [];
    const { withdrawn, stale } = follow;
    const bad: Problem | undefined =
      withdrawn === undefined
        ? undefined
        : {
            code: "follow-bad",
            severity: required ? "error" : "warning",
            message: `${name} shows an image that must not be used any more: ${withdrawn}. Nothing moves back by itself. To roll it back: ${rollbackOf(name)}`,
          };
    const old: Problem | undefined =
      stale === undefined ? undefined : { code: "follow-stale", severity: "warning", message: `${name}: ${stale}` };
    return [bad, old].filter((problem) => problem !== undefined);
  });
}
