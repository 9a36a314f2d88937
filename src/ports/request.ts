import type { WorkflowFile } from "../core/freshness/workflow.ts";
import type { RollbackTarget } from "../core/rollback/rollback.ts";
import type { VerdictWord } from "../core/verdicts/verdict.ts";

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
  /** The folder that `status` writes to. */
  output?: string;
  /** The workflow that rebuilds, if the user names it. */
  workflow?: WorkflowFile;
  /** Globs over unit names; empty for all. */
  only: string[];
  /** The older image to compare: `previous`, a timestamp or a digest. */
  from?: RollbackTarget;
  /** What to roll back to or to judge, or the newer image to compare: `previous`, a timestamp or a digest. */
  to?: RollbackTarget;
  /** What a person says of an image. */
  verdict?: VerdictWord;
  /** Take back what was said of an image. */
  undo?: true;
  /** The reason for a rollback, a hold, a verdict or a yank. */
  reason: string;
  /** When a hold should end: a day, or a number of days or weeks. */
  expires: string;
  /** Let more than half of a unit's publications go. */
  accept?: true;
  dryRun: boolean;
  /** Publish only what changed, where the event would rebuild everything. */
  changedOnly?: true;
}
