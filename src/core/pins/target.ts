/** Files of a repository that name images of this configuration, and how to change them. */
export interface PinTarget {
  /** `owner/name`; absent: the configuration's own repository. */
  repository?: string;
  /** Absent: the repository's default branch. */
  branch?: string;
  /** Globs over paths from the repository's root; `!` before one leaves files out. */
  files: readonly string[];
  /** Globs over unit names; empty for all. */
  only: readonly string[];
  merge: "manual" | "auto";
  /** The environment variable with the token for the repository; absent: the input `token`. */
  token?: string;
}
