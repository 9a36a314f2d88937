import { capabilities } from "../events/capabilities.ts";
import { millisecondsOf } from "../lib/time/timestamp.ts";
import type { Circumstances, UnitFacts, Verdict } from "../plan/decide/facts.ts";
import type { Plan } from "../plan/plan.ts";
import { yankOf } from "../verdicts/yanked.ts";

/**
 * Whether a rebuild is compared with the newest publication, which stays if they are equal. Not
 * after a rollback, nor if it is or may be yanked, nor if the inputs differ anyway, nor once the image is as old as `at-least`:
 * since it was built, because that is how old its packages may be.
 */
export function isKeepable(
  { decision }: Pick<Verdict, "decision">,
  { observed, inputs }: Pick<UnitFacts, "observed" | "inputs">,
  { intent, now, freshness, yanks }: Pick<Circumstances, "intent" | "now" | "yanks"> & Pick<Plan, "freshness">,
): boolean {
  const { keep } = freshness ?? {};
  if (!keep || decision !== "build" || !capabilities[intent].rebuilds) return false;
  const { annotations: made, rollback, digest } = observed?.current ?? {};
  if (yanks?.unreadable !== undefined || yankOf(digest, yanks?.yanks ?? [])) return false;
  if (rollback || made?.built === undefined || "none" in inputs || made.inputs !== inputs.hash) return false;
  return keep.atLeast === undefined || millisecondsOf(now) - millisecondsOf(made.built) < keep.atLeast;
}
