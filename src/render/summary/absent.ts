import { count } from "../../core/lib/text/words.ts";
import type { Plan } from "../../core/plan/plan.ts";

/** Most units to name that their source does not have. */
const maxAbsent = 20;

/** The units that a run left out, because their source does not have them. */
export function absentLines({ absent = [] }: Pick<Plan, "absent">): string[] {
  const lines = absent.slice(0, maxAbsent).map(({ unit, reason }) => `${unit} is not built: ${reason}`);
  const more = absent.length - lines.length;
  return more > 0 ? [...lines, `${count(more, "more unit is", "more units are")} not built`] : lines;
}
