import type { Problem } from "../lib/problems/problem.ts";
import { withoutStop } from "../lib/text/words.ts";
import { type CommandPlace, rollbackCommand } from "../rollback/rollback-command.ts";
import type { UnitResult } from "./result.ts";
import { showsAsBefore } from "./still-shown.ts";

/** Whether a stream showed a yanked image before the run, and still does. */
export function showsYanked(result: UnitResult): boolean {
  return result.unit.yanked !== undefined && showsAsBefore(result);
}

/** The streams that show a yanked image after a run, with the command that rolls back. */
export function yankedProblems(results: readonly UnitResult[], place: CommandPlace): Problem[] {
  return results.filter(showsYanked).map(({ unit: { name, yanked = "" } }): Problem => {
    const command = rollbackCommand({ only: name, reason: "it was yanked" }, place);
    const message = `${name} shows an image that must not be used: ${withoutStop(yanked)}. Nothing moves back by itself. To roll back: \`${command}\`.`;
    return { code: "yank-shown", severity: "error", message };
  });
}
