import { escapePattern } from "../lib/text/escape-pattern.ts";

// Semantic Versioning 2.0.0 without build metadata: numbers have no leading zeros; identifiers of
// pre-releases have letters, digits and `-`.
const number = "(?:0|[1-9]\\d{0,14})";
const identifier = "(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
const whole = `${number}\\.${number}\\.${number}(?:-${identifier}(?:\\.${identifier})*)?`;
const wholeText = new RegExp(`^(${number})\\.(${number})\\.(${number})(-.*)?$`);

/** The parts of a version that a pattern may have. */
export const versionParts = ["version", "major", "minor", "patch"] as const;
export type VersionPart = (typeof versionParts)[number];

/** A part of a pattern: literal text, or what a version gives. */
export type PatternPart = string | { part: VersionPart };

/**
 * The form of version tags. One with the whole version, `25-el9-{version}`, gives each version a tag
 * of its own. Any other, `{major}.{minor}` or `latest`, is a line: several versions give one text.
 */
export interface VersionPattern {
  text: string;
  parts: readonly PatternPart[];
  isWhole: boolean;
  /** The literal text that every tag begins and ends with. */
  begin: string;
  end: string;
  /** Fits its tags. Compiled when it is first needed. */
  expression(): RegExp;
}

const placeholder = /\{([^{}]*)\}/g;

/** Parses a pattern. `substitute` gives the value of any other name; undefined leaves it as text. */
export function compilePattern(text: string, substitute: (name: string) => string | undefined = () => undefined): VersionPattern {
  const parts: PatternPart[] = [];
  let end = 0;
  for (const match of text.matchAll(placeholder)) {
    parts.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const part = versionPartOf(match[1] ?? "");
    parts.push(part ? { part } : (substitute(match[1] ?? "") ?? match[0]));
  }
  return patternOf([...parts, text.slice(end)]);
}

/** A pattern of these parts: adjacent literals are joined, and empty ones left out. */
export function patternOf(given: readonly PatternPart[]): VersionPattern {
  const parts: PatternPart[] = [];
  for (const part of given) {
    const last = parts.at(-1);
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else if (part !== "") parts.push(part);
  }
  const text = parts.map((part) => (typeof part === "string" ? part : `{${part.part}}`)).join("");
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  let compiled: RegExp | undefined;
  return {
    text,
    parts,
    isWhole: parts.some((part) => typeof part !== "string" && part.part === "version"),
    begin: typeof first === "string" ? first : "",
    end: typeof last === "string" ? last : "",
    expression: () => {
      compiled ??= regularExpression(parts);
      return compiled;
    },
  };
}

/** The part that a placeholder names: `major` or, as in other texts, `version.major`. */
export function versionPartOf(name: string): VersionPart | undefined {
  return versionParts.find((part) => name === part || (part !== "version" && name === `version.${part}`));
}

/** The texts of a version's parts; undefined for a text that is not a version. */
export function partsOfVersion(version: string): Record<VersionPart, string> | undefined {
  const [, major, minor, patch] = wholeText.exec(version) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  return { version, major, minor, patch };
}

/** Whether a version is a pre-release, which no line shows. */
export function isPreRelease(version: string): boolean {
  return wholeText.exec(version)?.[4] !== undefined;
}

/** The tag that a pattern gives a version. */
export function printPattern({ parts }: VersionPattern, version: string): string {
  const values = partsOfVersion(version);
  if (!values) throw new TypeError(`not a version: ${version}`);
  return parts.map((part) => (typeof part === "string" ? part : values[part.part])).join("");
}

/**
 * Parses a tag of a pattern: `version` if the pattern has the whole one. Undefined if no version
 * gives this text.
 */
export function parsePattern(pattern: VersionPattern, text: string): { version?: string } | undefined {
  if (!text.startsWith(pattern.begin) || !text.endsWith(pattern.end)) return undefined;
  const match = pattern.expression().exec(text);
  if (!match) return undefined;
  const version = match.groups?.["version"];
  if (version === undefined) return {};
  return printPattern(pattern, version) === text ? { version } : undefined; // `{major}` agrees with `{version}`
}

function regularExpression(parts: readonly PatternPart[]): RegExp {
  let isFirst = true;
  const source = parts.map((part) => {
    if (typeof part === "string") return escapePattern(part);
    if (part.part !== "version") return number;
    const group = isFirst ? `(?<version>${whole})` : "\\k<version>";
    isFirst = false;
    return group;
  });
  return new RegExp(`^${source.join("")}$`);
}
