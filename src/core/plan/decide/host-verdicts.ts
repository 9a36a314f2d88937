import { count } from "../../lib/text/words.ts";
import type { Plan, PlannedUnit } from "../plan.ts";
import { byCause, faultNote, registryFault } from "./registry-fault.ts";
import { parseUnread, printUnread, type Unread } from "./unread.ts";

/**
 * Says once what keeps several units blocked, in a note with the remedy. The units' own reasons
 * become short.
 */
export function withHostVerdicts(plan: Plan): Plan {
  const unread = plan.units.flatMap(({ name, ...unit }) => {
    const why = whyBlocked(unit);
    return why ? [{ name, ...why }] : [];
  });
  const shared = byCause(unread, ({ failure }) => failure).filter(({ items, fault }) => items.length > 1 && fault.namesHost);
  const short = new Map(
    shared.flatMap(({ items }) =>
      items.map(({ name, subject, failure }) => [name, printUnread({ subject, failure: registryFault(failure).short })]),
    ),
  );
  return {
    ...plan,
    units: plan.units.map((unit) => ({ ...unit, reason: short.get(unit.name) ?? unit.reason })),
    notes: [...plan.notes, ...shared.map((cause) => faultNote(cause, `${count(cause.items.length, "unit")} wait for it`))],
  };
}

/** What a registry did not tell of a unit that is blocked for that. */
function whyBlocked({ decision, reason }: Pick<PlannedUnit, "decision" | "reason">): Unread | undefined {
  return decision === "blocked" ? parseUnread(reason) : undefined;
}
