/**
 * The values that stand for those of a run when workflows are evaluated. Two samples differ in every
 * value: a text that changes with one of them is a placeholder.
 */
export interface Sample {
  /** `octo-org/app`. */
  repository: string;
  defaultBranch: string;
  /** 40 hexadecimal digits. */
  sha: string;
  /** The version in the git tag, without its prefix: `1.4.2`. */
  version: string;
  /** The time of the run, UTC: RFC 3339. */
  time: string;
  /** Number of the pull request. */
  number: number;
}
