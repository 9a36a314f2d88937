import { isOverdue, type UnitHold } from "../../core/holds/hold.ts";
import { shortDigest } from "../../core/lib/digest.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { dayOf, shortDay } from "../../core/lib/time/day.ts";

/** `held since 20 Nov by octo until 27 Nov (#12)`, as plain text. @param today `2026-12-02`, UTC */
export function heldWords(hold: UnitHold, today: string): string {
  const { since, owner, expires, issue } = hold;
  const began = new Date(since);
  const start = Number.isNaN(began.getTime()) ? "" : ` since ${shortDay(dayOf(began), today)}`;
  const end =
    expires === undefined
      ? ""
      : isOverdue(hold, today)
        ? `, overdue since ${shortDay(expires, today)}`
        : ` until ${shortDay(expires, today)}`;
  return `held${start} by ${oneLine(owner)}${end} (#${issue})`;
}

/** The same, with the digest that the stream stays at. */
export function heldAtWords(hold: UnitHold, today: string): string {
  return `${heldWords(hold, today)}: stays ${hold.digest === undefined ? "as it is" : `at ${shortDigest(hold.digest)}`}`;
}
