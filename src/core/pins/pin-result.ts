import type { Digest } from "../lib/digest.ts";
import type { Problem } from "../lib/problems/problem.ts";
import type { Because } from "./because.ts";
import type { PinChange } from "./pin.ts";

/** A pin that a file gets, and why. */
export interface ExplainedChange extends PinChange {
  path: string;
  because: Because;
}

/** A reference, or a whole file, that stays as it is. */
export interface LeftPin {
  path: string;
  /** Absent: the whole file. */
  line?: number;
  /** As the file has it. */
  text?: string;
  /** A clause for people. */
  reason: string;
}

/** What an image in one repository is to be pinned to: a row of the output `pins`. */
export interface PinnedImage {
  unit: string;
  /** `registry/name` */
  repository: string;
  /** The timestamp tag or, of a version, the version tag. */
  tag: string;
  digest: Digest;
}

/** A file, before and after. */
export interface ChangedFile {
  path: string;
  before: string;
  after: string;
}

/** Everything that is to change in one folder or one branch of a repository. */
export interface TargetChanges {
  files: readonly ChangedFile[];
  /** By path and line. */
  changes: readonly ExplainedChange[];
  left: readonly LeftPin[];
  /** What every pin that was found is to be, changed or not. */
  pins: readonly PinnedImage[];
  /** The number of files that were looked into. */
  looked: number;
  problems: readonly Problem[];
}
