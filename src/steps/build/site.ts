import type { PlannedUnit } from "../../core/plan/plan.ts";
import type { SecretReference } from "../../core/unit/unit.ts";
import type { Layout } from "../../ports/builder.ts";
import type { Redact } from "../../ports/redact.ts";
import type { WorkProgress } from "../report/work-progress.ts";
import type { InputsWatch } from "./inputs-watch.ts";

/** The place of a run of `build`. */
export interface Site {
  /** Absolute path of the checkout: secrets' files are relative to it. */
  workTree: string;
  /** Absolute path of the work tree of a unit's source. */
  workTreeOf(unit: PlannedUnit): string;
  /** The secrets of all units of the plan. */
  secrets: SecretReference[];
  /** Masks the values of these secrets in a text. */
  redact: Redact;
  /** The platform of a job that builds only one: the publish job makes the images' indexes. */
  platform?: string;
  /** Whether the builder has several nodes. */
  severalNodes: boolean;
  /** The generator of package lists, if this job has one. */
  generator?: string;
  /** By unit, why a build is not pushed, although the plan would have it pushed. */
  kept: ReadonlyMap<string, string>;
  /** Builds that stay on this machine, by unit: never pushed. */
  layouts: Map<string, Layout>;
  watch: InputsWatch;
  progress: Pick<WorkProgress, "begin">;
  /** See `BuildOptions`. */
  nameOf?: (unit: PlannedUnit) => string | undefined;
}
