import { Failure } from "../../core/lib/problems/problem.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import type { Ports } from "../../ports/index.ts";
import { holdComment, holdCommentMarker, isHeldBack } from "../../render/hold/hold-comment.ts";

/** Updates the comment on each hold: what its streams would show. A failure is a warning. */
export async function commentOnHolds(
  plan: Plan,
  results: readonly UnitResult[],
  { forge, reporter }: Pick<Ports, "forge" | "reporter">,
): Promise<void> {
  if (!forge || plan.run.id === "local") return;
  const issues = new Set(results.flatMap((result) => (result.hold && isHeldBack(result) ? [result.hold.issue] : [])));
  for (const issue of issues) {
    const held = results.filter((result) => isHeldBack(result) && result.hold?.issue === issue);
    try {
      await forge.comment(issue, holdCommentMarker, (existing) => holdComment(plan, held, existing), "issue");
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      for (const problem of error.problems) {
        const message = `Could not update the comment on hold #${issue}. ${problem.message}`;
        reporter.problem({ ...problem, severity: "warning", message });
      }
    }
  }
}
