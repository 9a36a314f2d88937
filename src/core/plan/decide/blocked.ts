import { Failure, type Problem } from "../../lib/problems/problem.ts";
import { firstOf } from "../../lib/text/words.ts";
import type { PlannedUnit } from "../plan.ts";
import type { Blocker } from "./blocker.ts";
import { byCause, faultNote } from "./registry-fault.ts";
import { parseUnread, printUnread } from "./unread.ts";

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
  return byCause(blocked, ({ reason }) => parseUnread(reason)?.failure ?? reason).map((cause) => {
    const { items } = cause;
    const names = items.map(({ name }) => name);
    return {
      code: items[0]?.blocked ?? "plan-registry-unknown",
      severity: items.some(({ required }) => required) ? "error" : "warning",
      message: `${firstOf(names, maxNames)}: ${subjectOf(items)}${faultNote(cause)}`,
    };
  });
}

/** What these units could not be asked about; empty if it is not the same for all. */
function subjectOf(units: readonly Planned[]): string {
  const subjects = new Set(units.map(({ reason }) => parseUnread(reason)?.subject));
  const [subject] = subjects;
  return subject === undefined || subjects.size > 1 ? "" : printUnread({ subject, failure: "" });
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
