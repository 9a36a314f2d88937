import type { TaggedUnit, TagKind } from "./kind.ts";
import { endsLikeTimestamp } from "./timestamp.ts";
import { compilePattern, isPreRelease, parsePattern, patternOf, printPattern, type VersionPattern } from "./version-pattern.ts";

/** The part of a unit that its version tags are made from. */
export type VersionedUnit = Pick<TaggedUnit, "variant" | "versions" | "timestamps">;

/** The values of a unit's matrix, as they precede its version: `25-el9`; empty without a matrix. */
export function variantOf({ variant }: { variant: Readonly<Record<string, string>> }): string {
  return Object.values(variant).join("-");
}

/**
 * The patterns of a unit's version tags, in the order of the configuration. Default: the variant,
 * then the whole version, its minor and its major line.
 */
export function versionPatterns(unit: VersionedUnit): VersionPattern[] {
  const own = unit.versions?.tags;
  if (own) return own.map((text) => compilePattern(text));
  const variant = variantOf(unit);
  const before = variant === "" ? "" : `${variant}-`;
  const [version, major, minor] = [{ part: "version" }, { part: "major" }, { part: "minor" }] as const;
  return [patternOf([before, version]), patternOf([before, major, ".", minor]), patternOf([before, major])];
}

/** The tags with the whole version, which never change. The first one records the version. */
export function wholeTags(unit: VersionedUnit, version: string): string[] {
  const patterns = versionPatterns(unit).filter(({ isWhole }) => isWhole);
  return [...new Set(patterns.map((pattern) => printPattern(pattern, version)))];
}

/** The tags of a version's lines: `25-el9-1.4`, `latest`. A pre-release has none. */
export function lineTags(unit: VersionedUnit, version: string, patterns = versionPatterns(unit)): string[] {
  if (isPreRelease(version)) return [];
  const lines = patterns.filter(({ isWhole }) => !isWhole);
  return [...new Set(lines.map((pattern) => printPattern(pattern, version)))];
}

/** The tag that records a version of a unit: `25-el9-1.4.2`. */
export function versionTag(unit: VersionedUnit, version: string): string {
  const [tag] = wholeTags(unit, version);
  if (tag === undefined) throw new TypeError("no pattern has the whole version");
  return tag;
}

/** What a text says as a version tag of a unit. */
export interface VersionReading {
  /** The whole version. Absent in the tag of a line. */
  version?: string;
  pattern: VersionPattern;
}

/**
 * Reads a version tag; undefined if no version gives this text. A text that ends like a timestamp is
 * a timestamp tag, so that each text has one reading.
 */
export function parseVersionTag(text: string, unit: VersionedUnit, patterns = versionPatterns(unit)): VersionReading | undefined {
  for (const pattern of patterns) {
    const read = parsePattern(pattern, text);
    if (read) return endsLikeTimestamp(text, unit) ? undefined : { ...read, pattern };
  }
  return undefined;
}

/** The versions that a list of tags records, in the order of the list. */
export function recordedVersions(unit: VersionedUnit, tags: readonly string[]): string[] {
  const [record] = versionPatterns(unit).filter(({ isWhole }) => isWhole);
  if (!record) return [];
  return tags.flatMap((tag) => parseVersionTag(tag, unit, [record])?.version ?? []);
}

const wholeVersion = patternOf([{ part: "version" }]);

/** Whether a text is a whole version in the form of Semantic Versioning, without build metadata. */
export function isWholeVersion(text: string): boolean {
  return parsePattern(wholeVersion, text) !== undefined;
}

const shared = {
  summaryWords: "as",
  writtenFor: "versions",
  shows: "publication",
  isReported: true,
  extraLength: 0,
} as const;

/** A whole version, `25-el9-1.4.2`. In a unit without `versions`, such a text may be an alias. */
export const versionKind: TagKind = {
  ...shared,
  name: "version",
  words: "a version tag",
  mutability: "written once",
  print: (unit, { version }) => (version ? wholeTags(unit, version.text) : []),
  parse: (text, unit) => {
    const version = unit.versions && parseVersionTag(text, unit)?.version;
    return version === undefined ? undefined : { version: { text: version, lines: [] } };
  },
};

/** A line of versions, `25-el9-1.4` or `latest`: it shows the newest version of the line. */
export const versionLineKind: TagKind = {
  ...shared,
  name: "version line",
  words: "the tag of a line of versions",
  mutability: "moves",
  print: (_, { version }) => version?.lines ?? [],
  parse: (text, unit) => {
    const read = unit.versions && parseVersionTag(text, unit);
    return read && !read.pattern.isWhole ? { version: { text, lines: [text] } } : undefined;
  },
};
