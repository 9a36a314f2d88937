import type { Place } from "../existing/model.ts";

/**
 * - ok: it was looked at, and it is well
 * - fails: the next run, or one of the usual ones, will fail because of it
 * - soon: nothing fails yet; it will, if nobody acts
 * - risk: nothing fails; something unwanted can happen
 * - unknown: it could not be asked; `what` says why
 */
export type FindingLevel = "ok" | "fails" | "soon" | "risk" | "unknown";

/** One row of the doctor's table. */
export interface Finding {
  level: FindingLevel;
  /** The name of its check, which stays the same between versions: `registry-push`. */
  check: string;
  /** What it is about: a registry, a workflow, a unit. */
  subject: string;
  /** What is so, as a clause. */
  what: string;
  /** What to do: an imperative. Absent where `ok`. */
  remedy?: string;
  place?: Place;
}
