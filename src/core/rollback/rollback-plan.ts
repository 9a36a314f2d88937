import type { Hold } from "../holds/hold.ts";
import type { Run } from "../plan/plan.ts";
import type { PublicationId } from "../publish/observation.ts";
import type { PlannedRollback } from "./rollback.ts";

/** What a rollback does, shown before it does it: all units of one call together. */
export interface RollbackPlan {
  /** `owner/name`. */
  repository: string;
  branch: string;
  /** Under which it publishes. */
  stamp: PublicationId;
  run: Run;
  /** Globs over unit names, as they were given. */
  only: readonly string[];
  reason: string;
  owner: string;
  /** The day by which it should be over. */
  expires: string;
  units: readonly PlannedRollback[];
  /** A hold that an earlier attempt has opened, which this one goes on under. */
  opened?: Hold;
  /** Why nothing will hold the streams. */
  noHoldReason?: string;
  notes: readonly string[];
}
