import type { TagKind } from "./kind.ts";
import { endsLikeTimestamp } from "./timestamp.ts";

// Semantic Versioning 2.0.0 without build metadata: numbers have no leading zeros; identifiers of
// pre-releases have letters, digits and `-`.
const number = "(?:0|[1-9]\\d{0,14})";
const identifier = "(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
const wholeText = new RegExp(`^${number}\\.${number}\\.${number}(?:-${identifier}(?:\\.${identifier})*)?$`);
const lineText = new RegExp(`^${number}(?:\\.${number})?$`);

/** The values of a unit's matrix, as they precede its version: `25-el9`; empty without a matrix. */
export function variantOf({ variant }: { variant: Readonly<Record<string, string>> }): string {
  return Object.values(variant).join("-");
}

/** The tag of a version, or of a line of versions, of a unit: `25-el9-1.4.2`, `25-el9-1.4`. */
export function versionTag(unit: { variant: Readonly<Record<string, string>> }, version: string): string {
  const variant = variantOf(unit);
  return variant === "" ? version : `${variant}-${version}`;
}

/**
 * The version, or the line of versions, in a tag of this variant; undefined if it is not such a
 * tag. A text that ends like a timestamp is a timestamp tag, so that each text has one reading.
 */
export function parseVersionTag(text: string, variant: string): string | undefined {
  const rest = variant === "" ? text : text.startsWith(`${variant}-`) ? text.slice(variant.length + 1) : "";
  return (wholeText.test(rest) || lineText.test(rest)) && !endsLikeTimestamp(text) ? rest : undefined;
}

/** Whether a text is a whole version in the form of Semantic Versioning, without build metadata. */
export function isWholeVersion(text: string): boolean {
  return wholeText.test(text);
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
  print: (unit, { version }) => (version ? [versionTag(unit, version.text)] : []),
  parse: (text, unit) => {
    const version = unit.versions && parseVersionTag(text, variantOf(unit));
    return version !== undefined && wholeText.test(version) ? { version: { text: version, lines: [] } } : undefined;
  },
};

/** A line of versions, `25-el9-1.4` or `25-el9-1`: it shows the newest version in the line. */
export const versionLineKind: TagKind = {
  ...shared,
  name: "version line",
  words: "the tag of a line of versions",
  mutability: "moves",
  print: (unit, { version }) => (version ? version.lines.map((line) => versionTag(unit, line)) : []),
  parse: (text, unit) => {
    const line = unit.versions && parseVersionTag(text, variantOf(unit));
    return line !== undefined && lineText.test(line) ? { version: { text: line, lines: [line] } } : undefined;
  },
};
