import { groupBy } from "../../lib/group-by.ts";
import { Failure, type Problem } from "../../lib/problems/problem.ts";
import { firstOf } from "../../lib/text/words.ts";
import type { PlannedUnit } from "../plan.ts";
import type { Blocker } from "./blocker.ts";

type Planned = Pick<PlannedUnit, "name" | "required" | "decision" | "reason" | "blocked">;

/** The most unit names in one message. */
const maxNames = 5;

/** The verdict on a unit that is blocked. */
export function blockedBy({ code, reason }: Blocker): { decision: "blocked"; reason: string; blocked: Blocker["code"] } {
  return { decision: "blocked", reason, blocked: code };
}

/**
 * The problems of blocked units, one for each cause. A cause without required units is a warning.
 */
export function blockedProblems(units: readonly Planned[]): Problem[] {
  const blocked = units.filter(({ decision }) => decision === "blocked");
  const causes = groupBy(blocked, ({ reason }) => causeOf(reason));
  return [...causes.values()].map((of) => {
    const [first] = of;
    const names = of.map(({ name }) => name);
    return {
      code: first?.blocked ?? "plan-registry-unknown",
      severity: of.some(({ required }) => required) ? "error" : "warning",
      message: `${firstOf(names, maxNames)}: ${first?.reason}.`,
    };
  });
}

/** Concurrent calls may report different errors for one unreachable host. */
function causeOf(reason: string): string {
  return /^.*?cannot be read: \S+ cannot be reached/.exec(reason)?.[0] ?? reason;
}

/** Whether the run must fail: a required unit is blocked. */
export function isRequiredBlocked(units: readonly Planned[]): boolean {
  return units.some(({ decision, required }) => decision === "blocked" && required);
}

/**
 * @throws Failure with every cause, if all selected units are blocked: later jobs could not use the
 * plan
 */
export function refuseIfNoneCanGoOn(selected: readonly Planned[]): void {
  if (selected.every(({ decision }) => decision === "blocked") && isRequiredBlocked(selected))
    throw new Failure(blockedProblems(selected));
}
