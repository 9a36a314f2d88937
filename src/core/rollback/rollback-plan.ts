import type { Hold } from "../holds/hold.ts";
import type { Run } from "../plan/plan.ts";
import type { PublicationId } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { PlannedRollback } from "./rollback.ts";

/** The plan of a rollback, shown before it runs: all units of one call together. */
export interface RollbackPlan {
  /** `owner/name`. */
  repository: string;
  branch: string;
  /** The publication id that it publishes under. */
  stamp: PublicationId;
  run: Run;
  /** Globs over unit names, as the person wrote them. */
  only: readonly string[];
  reason: string;
  owner: string;
  /** The last planned day of the hold. */
  expires: string;
  units: readonly PlannedRollback[];
  /** Every unit of the configuration: no alias of an older image takes a tag that is another unit's now. */
  all?: readonly Unit[];
  /** The repositories that the configuration notifies. */
  notify?: readonly string[];
  /** A hold from an earlier attempt, which this attempt continues. */
  opened?: Hold;
  /** Why the rollback will open no hold. */
  noHoldReason?: string;
  notes: readonly string[];
}
