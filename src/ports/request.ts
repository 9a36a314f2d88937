import type { RollbackTarget } from "../core/rollback/rollback.ts";

/** What a user asked for, through either door. */
export interface Request {
  /** The name of a command. */
  command: string;
  /** The folder of the checkout, relative to the workspace or, on the command line, to where it is started. */
  path?: string;
  /** Path of the configuration, relative to the repository's root. */
  config: string;
  /** GitHub's token; absent on a laptop without one. */
  token?: string;
  /** The plan's path: written by `plan`, read by `build` and `publish`. */
  plan?: string;
  /** The matrix entry to build. */
  job?: string;
  /** The folder of records: written by `build`, read by `publish`. */
  records?: string;
  /** Globs over unit names; empty for all. */
  only: string[];
  /** What to roll back to: `previous`, a timestamp or a digest. */
  to: RollbackTarget;
  /** Why something is rolled back or held. */
  reason: string;
  /** Until when: a day, or so many days or weeks. */
  expires: string;
  dryRun: boolean;
}
