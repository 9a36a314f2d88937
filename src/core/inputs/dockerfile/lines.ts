import { skipDocuments } from "./here-documents.ts";

/** One instruction of a Dockerfile, with continuation lines joined and without here-documents. */
export interface Instruction {
  /** In upper case: `FROM`. */
  name: string;
  /** The rest of its line, trimmed. */
  rest: string;
  /** Its first line, counted from 1. */
  line: number;
}

/** `\`, or the backtick that `# escape=` sets. */
export type Escape = "\\" | "`";

/**
 * Splits a Dockerfile into instructions, as BuildKit's parser does (moby/buildkit,
 * frontend/dockerfile/parser). It keeps unknown instructions.
 */
export function readInstructions(text: string): { instructions: Instruction[]; escapeSign: Escape } {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((line) => line.replace(/\r+$/, ""));
  const escapeSign = escapeOf(lines);
  const continued = escapeSign === "`" ? /(^|[^`])`[ \t]*$/ : /(^|[^\\])\\[ \t]*$/;
  const instructions: Instruction[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    if (isLeftOut(lines[at] ?? "")) continue;
    const { joined, last } = joinContinued(lines, at, continued);
    at = last;
    const [, name = "", rest = ""] = /^\s*(\S+)\s*(.*)$/s.exec(joined) ?? [];
    if (name === "") continue;
    instructions.push({ name: name.toUpperCase(), rest: rest.trim(), line });
    at = skipDocuments(joined, lines, at);
  }
  return { instructions, escapeSign };
}

/** The line at `start` with its continuation lines, and the index of the last one. */
function joinContinued(lines: readonly string[], start: number, continued: RegExp): { joined: string; last: number } {
  let joined = (lines[start] ?? "").trimStart();
  let last = start;
  while (continued.test(joined)) {
    joined = joined.replace(continued, "$1");
    const next = lines.findIndex((line, index) => index > last && !isLeftOut(line));
    if (next < 0) return { joined, last: lines.length };
    joined += lines[next];
    last = next;
  }
  return { joined, last };
}

/** Empty lines and comments, between instructions and inside one. */
function isLeftOut(line: string): boolean {
  return /^\s*(?:#|$)/.test(line);
}

/** Directives come first, before other comments. */
function escapeOf(lines: readonly string[]): Escape {
  for (const line of lines) {
    const [, name, value] = /^\s*#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*$/.exec(line) ?? [];
    if (name === undefined) break;
    if (name.toLowerCase() === "escape" && value === "`") return "`";
  }
  return "\\";
}
