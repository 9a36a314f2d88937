import { groupBy } from "../../core/lib/group-by.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { thousands } from "../../core/lib/text/words.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { showsYanked } from "../../core/result/yanked-still.ts";
import { namesOf } from "./facts.ts";

/** Most reasons to list. */
const maxReasons = 10;

/** The streams that show a yanked image, plain text: one line for all with the same reason. */
export function yankedFacts(units: readonly PlannedUnit[]): string[] {
  const yanked = units.filter((unit) => unit.yanked !== undefined);
  const facts = [...groupBy(yanked, (unit) => unit.yanked)].map(
    ([reason = "", shown]) => `do not use what ${namesOf(shown, units)} shows: ${cut(oneLine(reason), 300)}`,
  );
  const more = facts.length - maxReasons;
  return more > 0 ? [...facts.slice(0, maxReasons), `… and ${thousands(more)} more yanked images`] : facts;
}

/** The same at the end of a run: a stream that the run moved no longer shows the yanked image. */
export function yankedStill(results: readonly UnitResult[]): string[] {
  return yankedFacts(
    results.map((result) => {
      const { yanked: _, ...unit } = result.unit;
      return showsYanked(result) ? result.unit : unit;
    }),
  );
}
