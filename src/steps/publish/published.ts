import type { UnitRecord } from "../../core/build/record.ts";
import type { Digest } from "../../core/lib/digest.ts";
import type { Code, Problem } from "../../core/lib/problem.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import type { Log } from "../../ports/log.ts";
import type { Converged } from "../reconcile/stream.ts";
import type { VersionConverged } from "../reconcile/version.ts";

/** What became of one unit. */
export interface Published {
  unit: PlannedUnit;
  record?: UnitRecord;
  /** Absent when nothing of the unit was to be published. */
  converged?: Converged | VersionConverged;
  /** Absent unless the unit has passed as a candidate. */
  tagged?: Tagged;
  /** Why its build or its tests give no evidence; then nothing new is published. */
  missingEvidence?: string[];
}

/** What became of a unit's candidate tags. */
export interface Tagged {
  /** Full references of the tags that show the digest now. */
  tags: string[];
  /** Why the tags were left alone, though the unit passed: it is not proposed any more. */
  stale?: string;
  /** Why the tag of a pull request that is closed by now is still there, or may be. */
  left?: Problem;
  /** Why a tag could not be written. */
  problem?: string;
  /** The code of that, where it has one. */
  code?: Code;
}

/** What writing a unit's tags comes to. */
export type Written = Pick<Published, "converged" | "tagged">;

/**
 * Says how the tags of a unit are written; undefined where none are.
 * @param tested whether the unit passed, and what it has to show that it had not before
 */
export type TagWriter = (
  unit: PlannedUnit,
  tested: { passed: boolean; digest?: Digest },
) => ((log: Log) => Promise<Written>) | undefined;
