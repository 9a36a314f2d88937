import { Failure, type Problem } from "../lib/problem.ts";
import { firstOf } from "../lib/text.ts";
import type { Blocker } from "./blocker.ts";
import type { PlannedUnit } from "./plan.ts";

type Planned = Pick<PlannedUnit, "name" | "required" | "decision" | "reason" | "blocked">;

/** Names of units that one message lists. */
const maxNames = 5;

/** The verdict on a unit that is blocked. */
export function blockedBy({ code, reason }: Blocker): { decision: "blocked"; reason: string; blocked: Blocker["code"] } {
  return { decision: "blocked", reason, blocked: code };
}

/** What to tell of the units that are blocked: one problem per cause; a warning where no required unit is concerned. */
export function blockedProblems(units: readonly Planned[]): Problem[] {
  const causes = new Map<string, Planned[]>();
  for (const unit of units) {
    const cause = causeOf(unit.reason);
    if (unit.decision === "blocked") causes.set(cause, [...(causes.get(cause) ?? []), unit]);
  }
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

/** Calls of one moment may tell differently how one host could not be reached. */
function causeOf(reason: string): string {
  return /^.*?cannot be asked: \S+ cannot be reached/.exec(reason)?.[0] ?? reason;
}

/** Whether a plan cannot end well: a required unit is blocked. */
export function isRequiredBlocked(units: readonly Planned[]): boolean {
  return units.some(({ decision, required }) => decision === "blocked" && required);
}

/** @throws Failure with every cause, where none of the selected units can go on: such a plan is of no use to later jobs */
export function refuseIfNoneCanGoOn(selected: readonly Planned[]): void {
  if (selected.every(({ decision }) => decision === "blocked") && isRequiredBlocked(selected))
    throw new Failure(blockedProblems(selected));
}
