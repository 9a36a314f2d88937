import type { UnitRecord } from "../../core/build/record.ts";
import type { Digest } from "../../core/lib/digest.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import type { Log } from "../../ports/log.ts";
import type { Converged } from "../reconcile/stream.ts";
import type { VersionConverged } from "../reconcile/version.ts";
import type { Tagged } from "./write-candidate.ts";

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
