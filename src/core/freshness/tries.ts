/** Why a scheduled or requested run rebuilds a unit. */
export const rebuildReasons = ["due", "base", "inputs", "retry", "asked"] as const;

export type RebuildReason = (typeof rebuildReasons)[number];

/**
 * The failed rebuilds of a unit since it was last published, from the data of the freshness issue.
 * Lost data costs one more try.
 */
export interface Tries {
  /** When the first of them failed: RFC 3339, UTC, to the minute. */
  since: string;
  /** When the last of them failed. */
  last: string;
  /** How many failed. */
  count: number;
  /** The inputs hash of the last one. */
  inputs?: string;
  /** The bases outside the configuration that the last one got: `printSeenBase` of each, in order. */
  bases?: readonly string[];
  /** The code of the last fault. */
  code?: string;
  /** The last fault, for people, in one line. */
  problem?: string;
}
