import { escapePattern } from "../lib/text/escape-pattern.ts";
import type { EvaluatedAlias } from "../unit/unit.ts";
import { compilePattern, type VersionPattern, versionPartOf } from "./version-pattern.ts";

/** The placeholders that every publication has a text for. */
export const evaluatedNames = ["sha", "date"] as const;

/** The digits of a commit that `{sha}` gives. */
const usualShaDigits = 12;

const token = /\{(label:[^{}]*|sha:\d{1,2}|[a-z_][a-z0-9_.-]*)\}/g;
const labelPrefix = "label:";

/** The valid keys of labels in an alias: those that tools write. */
export const labelKey = /^[A-Za-z0-9][A-Za-z0-9._/-]*$/;

/** The texts that a placeholder may have: a mark is only of an alias that could give its text. */
const grammar: Readonly<Record<string, string>> = {
  date: "\\d{8}",
  version: "\\d+\\.\\d+\\.\\d+(?:-[0-9A-Za-z.-]+)?",
  major: "\\d+",
  minor: "\\d+",
  patch: "\\d+",
};
const anyText = "[A-Za-z0-9._-]+";

/** A part of a pattern: its text, or the name of a placeholder. */
export type AliasPart = string | { name: string };

/** The parts of a pattern: `sha-{sha}` is `sha-` and the placeholder `sha`. */
export function aliasParts(pattern: string): AliasPart[] {
  const parts: AliasPart[] = [];
  let end = 0;
  for (const match of pattern.matchAll(token)) {
    if (match.index > end) parts.push(pattern.slice(end, match.index));
    parts.push({ name: match[1] ?? "" });
    end = match.index + match[0].length;
  }
  if (end < pattern.length) parts.push(pattern.slice(end));
  return parts;
}

/** The names of a pattern's placeholders. */
export function aliasNames(pattern: string): string[] {
  return aliasParts(pattern).flatMap((part) => (typeof part === "string" ? [] : [part.name]));
}

/** The key of the label that a placeholder stands for; undefined for another placeholder. */
export function labelOf(name: string): string | undefined {
  return name.startsWith(labelPrefix) ? name.slice(labelPrefix.length) : undefined;
}

/** The digits of the commit that a placeholder stands for, `{sha}` or `{sha:7}`; undefined for another placeholder. */
export function shaDigitsOf(name: string): number | undefined {
  const match = /^sha(?::(\d{1,2}))?$/.exec(name);
  return match ? Number(match[1] ?? usualShaDigits) : undefined;
}

/** Whether some alias of a unit needs the labels of its image. */
export function needsLabels({ evaluatedAliases = [] }: { evaluatedAliases?: readonly EvaluatedAlias[] }): boolean {
  return evaluatedAliases.some(({ pattern }) => aliasNames(pattern).some((name) => labelOf(name) !== undefined));
}

/** Whether the text of an alias depends on the commit or the version of its unit's source. */
export function needsSource({ pattern, values = {} }: EvaluatedAlias): boolean {
  return aliasNames(pattern).some(
    (name) => values[name] === undefined && (shaDigitsOf(name) !== undefined || versionPartOf(name) !== undefined),
  );
}

/**
 * Whether a publication must record the text of an alias. The timestamp tag alone gives a date, and
 * the image its labels. Everything else belongs to the run that published: a promoted image was
 * built at another commit.
 */
export function isRecorded(pattern: string): boolean {
  return aliasNames(pattern).some((name) => name !== "date" && labelOf(name) === undefined);
}

/** Whether a pattern could give a text. A label that the plan does not know may stand for itself. */
export function couldGive({ pattern, values = {} }: EvaluatedAlias, text: string): boolean {
  const source = aliasParts(pattern).map((part) => {
    if (typeof part === "string") return escapePattern(part);
    if (labelOf(part.name) !== undefined) return `(?:${anyText}|\\{${part.name.replaceAll(".", "\\.")}\\})`;
    return `(?:${values[part.name] === undefined ? grammarOf(part.name) : anyText})`;
  });
  return new RegExp(`^${source.join("")}$`).test(text);
}

function grammarOf(name: string): string {
  const digits = shaDigitsOf(name);
  return digits === undefined ? (grammar[versionPartOf(name) ?? name] ?? anyText) : `[a-f0-9]{${digits}}`;
}

/** The pattern of an alias that nothing but a version fills; undefined for any other alias. */
export function versionPatternOf({ pattern, values = {} }: EvaluatedAlias): VersionPattern | undefined {
  const isOfVersion = (name: string): boolean => values[name] === undefined && versionPartOf(name) !== undefined;
  return aliasNames(pattern).every(isOfVersion) ? compilePattern(pattern) : undefined;
}
