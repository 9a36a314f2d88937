import type { UnitRecord } from "../../core/build/record.ts";
import type { Digest } from "../../core/lib/digest.ts";
import type { Code, Problem } from "../../core/lib/problems/problem.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import type { Span } from "../../core/result/unit-times.ts";
import type { Log } from "../../ports/log.ts";
import type { Converged } from "../reconcile/stream.ts";
import type { VersionConverged } from "../reconcile/version.ts";
import type { SetMember } from "./set-gate.ts";

/** The result of one unit. */
export interface Published {
  unit: PlannedUnit;
  record?: UnitRecord;
  /** Absent if the plan publishes nothing of the unit. */
  converged?: Converged | VersionConverged;
  /** Absent unless the unit has passed as a candidate. */
  tagged?: Tagged;
  /** When the writing of its tags began, and how long it took. Absent if there were none to write. */
  writing?: Span;
  /** Why its build or its tests give no evidence; then it publishes nothing new. */
  missingEvidence?: string[];
  /** Why its image stayed on the runner, although it passed. */
  kept?: string;
}

/** The result of a unit's candidate tags. */
export interface Tagged {
  /** Full references of the tags that now show the digest. */
  tags: string[];
  /** Why the tags stayed as they were, though the unit passed: the change is no longer proposed. */
  stale?: string;
  /** Why the tags could not be written, although the unit passed: the job has no login at all. */
  kept?: string;
  /** Why the tag of a closed pull request still exists, or may exist. */
  left?: Problem;
  /** Why a tag could not be written. */
  problem?: string;
  /** The code of that error, if it has one. */
  code?: Code;
}

/** The result of writing a unit's tags. */
export type Written = Pick<Published, "converged" | "tagged" | "writing">;

/**
 * Gives the work that writes a unit's tags; undefined if there are none to write.
 * @param tested whether the unit passed, and its new digest; and its place in its set
 */
export type TagWriter = (
  unit: PlannedUnit,
  tested: { passed: boolean; digest?: Digest; set?: SetMember },
) => ((log: Log) => Promise<Written>) | undefined;
