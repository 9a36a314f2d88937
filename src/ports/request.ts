import type { WorkflowFile } from "../core/freshness/workflow.ts";
import type { RollbackTarget } from "../core/rollback/rollback.ts";

/** A user's request, from either entrypoint. */
export interface Request {
  /** The name of a command. */
  command: string;
  /** The checkout, relative to the workspace or, on the command line, to the current folder. */
  path?: string;
  /** Path of the configuration, relative to the repository's root. */
  config: string;
  /** GitHub's token; absent on a laptop without one. */
  token?: string;
  /** The plan's path: `plan` writes it, `build` and `publish` read it. */
  plan?: string;
  /** The matrix entry to build. */
  job?: string;
  /** The folder of records: `build` writes there, `publish` reads them. */
  records?: string;
  /** The workflow that rebuilds, if the user names it. */
  workflow?: WorkflowFile;
  /** Globs over unit names; empty for all. */
  only: string[];
  /** What to roll back to: `previous`, a timestamp or a digest. */
  to: RollbackTarget;
  /** The reason for a rollback or a hold. */
  reason: string;
  /** When a hold should end: a day, or a number of days or weeks. */
  expires: string;
  dryRun: boolean;
  /** Publish only what changed, where the event would rebuild everything. */
  changedOnly?: true;
}
