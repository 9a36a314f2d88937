import { accept, type Cursor, deeper, ShellSyntaxFault, skipTo } from "./cursor.ts";
import type { Part, Word } from "./syntax.ts";

const plain = /[^\s;&|<>()\\'"$`]+/y;

/** Reads a word; undefined if none starts here. */
export function readWord(cursor: Cursor): Word | undefined {
  const parts: Part[] = [];
  for (;;) {
    const character = cursor.text[cursor.at];
    if (character === undefined || /[\s;&|]/.test(character)) break;
    if (/[<>()]/.test(character)) {
      if (!readProcessSubstitution(cursor, parts)) break;
    } else {
      readPiece(cursor, parts, character);
    }
  }
  return parts.length === 0 ? undefined : { parts };
}

/** `<(…)` and `>(…)` stand for files that exist only in a run. */
function readProcessSubstitution(cursor: Cursor, parts: Part[]): boolean {
  const start = cursor.at;
  if (accept(cursor, /[<>]\(/y) === undefined) return false;
  deeper(cursor, () => cursor.readBody(cursor));
  if (accept(cursor, /\)/y) === undefined) throw new ShellSyntaxFault(cursor.at);
  parts.push({ kind: "unknown", quoted: true, source: cursor.text.slice(start, cursor.at) });
  return true;
}

function readPiece(cursor: Cursor, parts: Part[], character: string): void {
  const text = (value: string, quoted = true) => parts.push({ kind: "text", text: value, quoted });
  switch (character) {
    case "\\": {
      const next = cursor.text[cursor.at + 1] ?? "";
      if (next !== "\n") text(next);
      cursor.at += 2;
      return;
    }
    case "'": {
      cursor.at += 1;
      const start = cursor.at;
      text(cursor.text.slice(start, skipTo(cursor, "'")));
      return;
    }
    case '"':
      cursor.at += 1;
      text("");
      parts.push(...readParts(cursor, '"', true));
      return;
    case "`":
    case "$":
      parts.push(readDollar(cursor, false));
      return;
    default:
      text(accept(cursor, plain)?.[0] ?? character, false);
  }
}

/** Reads parts up to a mark, and the mark: the inside of double quotes, of braces, or of a here-document (no mark). */
export function readParts(cursor: Cursor, marks: string, quoted: boolean): Part[] {
  const parts: Part[] = [];
  let text = "";
  const flush = () => {
    if (text !== "") parts.push({ kind: "text", text, quoted });
    text = "";
  };
  for (;;) {
    const character = cursor.text[cursor.at];
    if (character === undefined && marks !== "") throw new ShellSyntaxFault(cursor.at);
    if (character === undefined || marks.includes(character)) break;
    if (isPlain(cursor, character, quoted)) {
      text += character;
      cursor.at += 1;
    } else {
      flush();
      if (character === "$" || character === "`") parts.push(readDollar(cursor, quoted));
      else readPiece(cursor, parts, character);
    }
  }
  flush();
  cursor.at += 1;
  return parts;
}

/** Inside double quotes, quotes stand for themselves, and so does a backslash before most characters. */
function isPlain(cursor: Cursor, character: string, quoted: boolean): boolean {
  if (character === "$" || character === "`") return false;
  if (character === "\\") return quoted && !/[$`"\\\n]/.test(cursor.text[cursor.at + 1] ?? "");
  return quoted || !/['"]/.test(character);
}

/** Reads what starts with `$` or a backquote. */
function readDollar(cursor: Cursor, quoted: boolean): Part {
  const start = cursor.at;
  const source = () => cursor.text.slice(start, cursor.at);
  if (cursor.text[start] === "`") return readBackquotes(cursor, quoted);
  if (accept(cursor, /\$\{\{/y) !== undefined) {
    skipTo(cursor, "}}");
    return { kind: "unknown", quoted, source: source() };
  }
  if (accept(cursor, /\$\(\(/y) !== undefined) {
    skipTo(cursor, "))");
    return { kind: "unknown", quoted, source: source() };
  }
  if (accept(cursor, /\$\(/y) !== undefined) {
    const body = deeper(cursor, () => cursor.readBody(cursor));
    if (accept(cursor, /\)/y) === undefined) throw new ShellSyntaxFault(cursor.at);
    return { kind: "command", body, quoted, source: source() };
  }
  if (accept(cursor, /\$\{/y) !== undefined) return deeper(cursor, () => readBraces(cursor, start, quoted));
  const name = accept(cursor, /\$([A-Za-z_]\w*|[0-9@*#?$!-])/y)?.[1];
  if (name !== undefined) return { kind: "parameter", parameter: { name, operands: [] }, quoted, source: source() };
  cursor.at += 1;
  const ansi = quoted ? undefined : accept(cursor, /'((?:[^'\\]|\\.){0,20000})'/suy)?.[1];
  if (ansi !== undefined) return { kind: "text", text: unescapeAnsi(ansi), quoted: true };
  return { kind: "text", text: "$", quoted: true };
}

function unescapeAnsi(text: string): string {
  const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };
  return text.replaceAll(/\\(.)/gsu, (_, character: string) => escapes[character] ?? character);
}

function readBackquotes(cursor: Cursor, quoted: boolean): Part {
  const start = cursor.at;
  const [source = "", text = ""] = accept(cursor, /`((?:[^`\\]|\\.){0,20000})`/suy) ?? [];
  if (source === "") throw new ShellSyntaxFault(start);
  const line = cursor.lineOf(start);
  const inner: Cursor = { ...cursor, text: text.replaceAll(/\\([$`\\])/g, "$1"), at: 0, pending: [], lineOf: () => line };
  const body = deeper(cursor, () => cursor.readBody(inner));
  if (inner.at < inner.text.length) throw new ShellSyntaxFault(start);
  return { kind: "command", body, quoted, source };
}

const operator = /:?[-=+?]|##?|%%?|\/[/#%]?|\^\^?|,,?|:|@\w/y;

function readBraces(cursor: Cursor, start: number, quoted: boolean): Part {
  const prefix = accept(cursor, /[#!](?=\w)/y)?.[0];
  const name = accept(cursor, /[A-Za-z_]\w*|[0-9]+|[@*#?]/y)?.[0];
  if (name === undefined) throw new ShellSyntaxFault(cursor.at);
  const index = accept(cursor, /\[([^\]\n]*)\]/y)?.[1];
  const sign = accept(cursor, operator)?.[0];
  const operands: Part[][] = [];
  const separator = sign === ":" ? ":" : sign?.startsWith("/") ? "/" : "";
  if (separator !== "") {
    operands.push(readParts(cursor, `${separator}}`, false));
    if (cursor.text[cursor.at - 1] === separator) operands.push(readParts(cursor, "}", false));
  } else {
    operands.push(readParts(cursor, "}", false));
  }
  const parameter = {
    name,
    ...(index === undefined ? {} : { index }),
    ...(prefix === "#" || prefix === "!" ? ({ prefix } as const) : {}),
    ...(sign === undefined ? {} : { operator: sign }),
    operands,
  };
  return { kind: "parameter", parameter, quoted, source: cursor.text.slice(start, cursor.at) };
}
