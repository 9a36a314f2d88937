import type { Code } from "../../lib/problems/problem.ts";
import { credentialPattern } from "../../lib/text/credential-shapes.ts";
import { encodingFault } from "../../lib/text/text-encoding.ts";

/** A file of a source, as read for values; `outside` if links lead out of the repository. */
export type FileText = { text: string } | { fault: "outside" | "too long" | "unreadable" };

/** Bytes of the longest file that values are read from. It bounds the time that a pattern takes. */
export const longestValueFile = 256 * 1024;

/** A longer text is no version, and no value that a person would write. */
const longestValue = 1000;

/** What a value gives: a text, or why it has none. */
export type ValueText = { text: string } | { fault: string; code: Code; at: "file" | "match" };

/**
 * Reads a value from a file's text.
 * @param match a pattern; undefined for the whole text
 * @param file the file's name, for messages
 */
export function valueTextOf(source: FileText, match: string | undefined, file: string): ValueText {
  if ("fault" in source) return fileFault(source.fault, file);
  const encoding = encodingFault(source.text);
  if (encoding !== undefined) return { code: "config-value-file", at: "file", fault: `cannot read "${file}": ${encoding}` };
  const text = source.text.replace(/^\uFEFF/, "");
  if (match === undefined) return checked(text.trim(), `the text of "${file}"`, "file");
  const found = patternOf(match)?.exec(text);
  const shown = `\`${match}\``;
  if (!found) return { code: "config-value-file", at: "match", fault: `${shown} matches nothing in "${file}"` };
  return checked((found[1] ?? "").trim(), `the first group of ${shown} in "${file}"`, "match");
}

function fileFault(fault: Extract<FileText, { fault: string }>["fault"], file: string): ValueText {
  if (fault === "outside")
    return { code: "config-path-outside", at: "file", fault: `"${file}" is a symbolic link that leads out of the repository` };
  const why = fault === "too long" ? `is longer than ${longestValueFile / 1024} KiB` : "cannot be read";
  return { code: "config-value-file", at: "file", fault: `"${file}" ${why}` };
}

function checked(text: string, what: string, at: "file" | "match"): ValueText {
  const fault = faultOf(text);
  if (fault !== undefined) return { code: "config-value-file", at, fault: `${what} ${fault}` };
  if (text.search(credentialPattern) < 0) return { text };
  return { code: "config-credential", at, fault: `${what} seems to contain a credential, and a value is published` };
}

function faultOf(text: string): string | undefined {
  if (text === "") return "is empty";
  if (/[\n\r\u2028\u2029]/.test(text)) return "has several lines: write a `match` that finds the one that you mean";
  if (/[\p{Cc}\p{Cf}]/u.test(text)) return "has control characters or invisible ones";
  if (text.includes("\uFFFD")) return "is not valid UTF-8";
  return text.length > longestValue ? `has ${text.length} characters, and a value has at most ${longestValue}` : undefined;
}

/** A pattern of the configuration; undefined if it is no regular expression. */
export function patternOf(match: string): RegExp | undefined {
  try {
    return new RegExp(match, "m");
  } catch {
    return undefined;
  }
}

/** Why a pattern is none: no regular expression, or one without a group. */
export function patternFault(match: string): string | undefined {
  try {
    new RegExp(match);
    const groups = (new RegExp(`${match}|`).exec("")?.length ?? 1) - 1;
    return groups === 0 ? "it has no group: put parentheses around the part that is the value" : undefined;
  } catch (error) {
    // `Invalid regular expression: /(/: Unterminated group`
    const message = error instanceof Error ? error.message : String(error);
    return message.replace(`Invalid regular expression: /${match}/`, "").replace(/^\w*: /, "");
  }
}

export type VersionPart = "major" | "minor" | "patch";

/**
 * The parts of a version, as it is written: `v24.04` has the major 24 and the minor 04. A version
 * has one to many numbers, perhaps after a `v`, perhaps before a pre-release or build.
 * @returns undefined if the text is no version
 */
export function versionPartsOf(text: string): Partial<Record<VersionPart, string>> | undefined {
  const found = /^v?(\d+)(?:\.(\d+)(?:\.(\d+)(?:\.\d+)*)?)?(?:[-+][0-9A-Za-z.+-]+)?$/.exec(text);
  if (!found) return undefined;
  const [, major = "", minor, patch] = found;
  return { major, ...(minor === undefined ? {} : { minor }), ...(patch === undefined ? {} : { patch }) };
}
