import { accept, type Cursor, ShellSyntaxFault, skipTo } from "./cursor.ts";
import { skipBlanks, skipSeparators } from "./separators.ts";
import { readRedirects } from "./simple-reader.ts";
import type { CaseArm, Command, IfBranch, Word } from "./syntax.ts";
import { readWord } from "./words.ts";

// Each function reads what follows the keyword.

function expect(cursor: Cursor, keyword: string): void {
  skipSeparators(cursor);
  if (!cursor.text.startsWith(keyword, cursor.at)) throw new ShellSyntaxFault(cursor.at);
  cursor.at += keyword.length;
}

/** Reads a group behind its opening word: `{ …; }`, or `( … )` in a shell of its own. */
export function readGroup(cursor: Cursor, open: "{" | "("): Command {
  const body = cursor.readBody(cursor);
  expect(cursor, open === "{" ? "}" : ")");
  return { kind: "group", subshell: open === "(", body, redirects: readRedirects(cursor) };
}

/** Reads a condition behind `if`, up to `fi`. */
export function readIf(cursor: Cursor): Command {
  const branches: IfBranch[] = [];
  let otherwise: Command | undefined;
  for (;;) {
    const condition = cursor.readBody(cursor);
    expect(cursor, "then");
    branches.push({ condition, body: cursor.readBody(cursor) });
    const next = accept(cursor, /elif|else|fi/y)?.[0];
    if (next === "elif") continue;
    if (next === "else") {
      otherwise = cursor.readBody(cursor);
      expect(cursor, "fi");
    } else if (next !== "fi") throw new ShellSyntaxFault(cursor.at);
    readRedirects(cursor);
    return { kind: "if", branches, ...(otherwise === undefined ? {} : { otherwise }) };
  }
}

/** Reads a loop behind `for`. One with `((…))` has no name and no words. */
export function readFor(cursor: Cursor): Command {
  skipBlanks(cursor);
  const words: Word[] = [];
  let name = "";
  if (accept(cursor, /\(\(/y) !== undefined) {
    skipTo(cursor, "))");
  } else {
    name = accept(cursor, /\w+/y)?.[0] ?? "";
    if (accept(cursor, /\s+in(?=\s)/y) !== undefined) words.push(...readWords(cursor));
  }
  expect(cursor, "do");
  const body = cursor.readBody(cursor);
  expect(cursor, "done");
  readRedirects(cursor);
  return { kind: "for", name, words, body };
}

function readWords(cursor: Cursor): Word[] {
  const words: Word[] = [];
  for (;;) {
    skipBlanks(cursor);
    const word = readWord(cursor);
    if (word === undefined) return words;
    words.push(word);
  }
}

/** Reads a loop behind `while` or `until`. */
export function readWhile(cursor: Cursor, isUntil: boolean): Command {
  const condition = cursor.readBody(cursor);
  expect(cursor, "do");
  const body = cursor.readBody(cursor);
  expect(cursor, "done");
  const test: Command = isUntil ? { kind: "not", command: condition } : condition;
  return { kind: "while", condition: test, body, redirects: readRedirects(cursor) };
}

/** Reads a choice behind `case`, up to `esac`. */
export function readCase(cursor: Cursor): Command {
  skipBlanks(cursor);
  const word = readWord(cursor) ?? { parts: [] };
  expect(cursor, "in");
  const arms: CaseArm[] = [];
  for (;;) {
    skipSeparators(cursor);
    if (accept(cursor, /esac(?![^\s;&|()<>])/y) !== undefined) return { kind: "case", word, arms };
    accept(cursor, /\(/y);
    const patterns: Word[] = [];
    do patterns.push(...readWords(cursor));
    while (accept(cursor, /\|/y) !== undefined);
    expect(cursor, ")");
    arms.push({ patterns, body: cursor.readBody(cursor) });
    accept(cursor, /;;&?/y);
  }
}

/** Reads a test behind `[[`, up to `]]`. */
export function readTest(cursor: Cursor): Command {
  const words: (Word | string)[] = [];
  for (;;) {
    accept(cursor, /(?:\s|\\\r?\n)+/y);
    if (accept(cursor, /\]\](?![^\s;&|()<>])/y) !== undefined) return { kind: "test", words };
    const isPattern = words.at(-1) === "=~";
    const operator = isPattern ? undefined : accept(cursor, /&&|\|\||[()<>]|!(?=\s)|(?:=~|==?|!=|-\w+)(?=\s)/y)?.[0];
    const word = operator ?? (isPattern ? readPattern(cursor) : readWord(cursor));
    if (word === undefined) throw new ShellSyntaxFault(cursor.at);
    words.push(word);
  }
}

/** A regular expression of `=~`, in which brackets and bars are no operators. */
function readPattern(cursor: Cursor): Word | undefined {
  const parts: Word["parts"][number][] = [];
  for (;;) {
    parts.push(...(readWord(cursor)?.parts ?? []));
    const text = accept(cursor, /[()|<>;&]/y)?.[0];
    if (text === undefined) return parts.length === 0 ? undefined : { parts };
    parts.push({ kind: "text", text, quoted: false });
  }
}
