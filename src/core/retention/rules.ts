/** Which publications of a unit stay. What any rule keeps stays. Durations are milliseconds. */
export interface RetentionRules {
  /** Every publication up to this age. Ages count from the unit's newest publication. */
  all?: number;
  /** The newest publication of each ISO week, up to this age. */
  weekly?: number;
  /** The newest publication of each month (UTC), up to this age. */
  monthly?: number;
  /** So many of the newest different digests. */
  last?: number;
  /** Globs over tags. */
  protect?: readonly string[];
}

/** What `prune` may remove, from the configuration. Durations are milliseconds. */
export interface RetentionPolicy {
  /** By unit name. A unit without an entry keeps every publication. */
  rules: ReadonlyMap<string, RetentionRules>;
  /** The units with `retention: false`, which lose no candidates either. Absent if there are none. */
  never?: ReadonlySet<string>;
  /** The age of candidates to remove; absent: they stay. */
  candidates?: number;
  /** The age of images without a tag to remove; absent: they stay. */
  untagged?: number;
  /** A path from the repository's root. */
  keepFile?: string;
  /** The most publications that one run removes. */
  max: number;
  /** The age up to which a merge may publish a candidate; `never` if none may. */
  promotable: number | "never";
}
