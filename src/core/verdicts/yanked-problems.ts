import type { Problem } from "../lib/problems/problem.ts";
import { withoutStop } from "../lib/text/words.ts";
import type { PlannedUnit } from "../plan/plan.ts";
import { type CommandPlace, rollbackCommand } from "../rollback/rollback-command.ts";

/** The units that show a yanked image after a run, with the command that rolls back. */
export function yankedProblems(units: readonly Pick<PlannedUnit, "name" | "yanked">[], place: CommandPlace): Problem[] {
  return units.flatMap(({ name, yanked }): Problem[] => {
    if (yanked === undefined) return [];
    const command = rollbackCommand({ only: name, reason: "it was yanked" }, place);
    const message = `${name} shows an image that must not be used: ${withoutStop(yanked)}. Nothing moves back by itself. To roll back: \`${command}\`.`;
    return [{ code: "yank-shown", severity: "error", message }];
  });
}
