import type { JobRecord, UnitRecord } from "../../../src/core/build/record.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";

/** A publication alone: what a `publish` job is given. */
export interface PublishJob {
  plan: Plan;
  records: [string, UnitRecord][];
  /** What the jobs of single platforms recorded, if each was a job of its own: instead of `records`. */
  legs?: JobRecord[];
}

/** What somebody asks for by hand, in a run of its own. */
export interface OrderJob {
  command: "rollback" | "hold" | "resume" | "prune";
  /** The minute in which it runs: `20261123-0900`. */
  at: string;
  only: readonly string[];
  to: string;
  /** The run's id, which a re-run has, too. */
  run: string;
  /** The repository, and the configuration in it. */
  folder: string;
  config: string;
}

export type Job = PublishJob | OrderJob;

export interface PublishOutcome {
  status: number;
  /** By unit: why it is not published; empty for those that are. */
  problems: Record<string, string>;
  warnings: string[];
  /** Everything that a person or a machine is shown: log, annotations, summary, outputs. */
  captured: string;
}
