import { accept, type Cursor, ShellSyntaxFault } from "./cursor.ts";
import { skipBlanks, skipSeparators } from "./separators.ts";
import type { Assignment, Redirect, SimpleCommand, Word } from "./syntax.ts";
import { readWord } from "./words.ts";

/** Reads the redirections behind a block. */
export function readRedirects(cursor: Cursor): Redirect[] {
  const redirects: Redirect[] = [];
  for (;;) {
    skipBlanks(cursor);
    if (!readRedirect(cursor, redirects)) return redirects;
  }
}

/** Errors and other streams are left out: nothing that is read here goes there. */
function readRedirect(cursor: Cursor, redirects: Redirect[]): boolean {
  const match = accept(cursor, /([0-9]*|&)(<<<|<<-?|>>|>\||<>|[<>]&|[<>])(?!\()/y);
  if (match === undefined) return false;
  const [, stream = "", sign = ""] = match;
  skipBlanks(cursor);
  const target = readWord(cursor);
  if (target === undefined) throw new ShellSyntaxFault(cursor.at);
  if (sign.startsWith("<<") && sign !== "<<<") {
    const delimiter = target.parts.map((part) => (part.kind === "text" ? part.text : part.source)).join("");
    const quoted = target.parts.some((part) => part.quoted);
    const fill = (word: Word) => redirects.push({ operator: "<<", target: word });
    cursor.pending.push({ delimiter, quoted, indented: sign === "<<-", fill });
  } else if (stream !== "2" && !sign.endsWith("&")) {
    redirects.push({ operator: sign === "<<<" || sign === ">>" || sign === "<" ? sign : ">", target });
  }
  return true;
}

/** Reads assignments, words and redirections. */
export function readSimple(cursor: Cursor): SimpleCommand {
  const line = cursor.lineOf(cursor.at);
  const assignments: Assignment[] = [];
  const words: Word[] = [];
  const redirects: Redirect[] = [];
  for (;;) {
    skipBlanks(cursor);
    if (readRedirect(cursor, redirects)) continue;
    const assignment = words.length === 0 ? readAssignment(cursor) : undefined;
    if (assignment !== undefined) {
      assignments.push(assignment);
      continue;
    }
    const word = readWord(cursor);
    if (word === undefined) return { kind: "simple", line, assignments, words, redirects };
    words.push(word);
  }
}

function readAssignment(cursor: Cursor): Assignment | undefined {
  const match = accept(cursor, /([A-Za-z_]\w*)(?:\[[^\]\n]*\])?(\+?)=/y);
  if (match === undefined) return undefined;
  const [, name = "", plus = ""] = match;
  const append = plus === "+";
  if (accept(cursor, /\(/y) === undefined) return { name, append, value: readWord(cursor) ?? { parts: [] } };
  const value: Word[] = [];
  for (;;) {
    skipSeparators(cursor);
    if (accept(cursor, /\)/y) !== undefined) return { name, append, value };
    const word = readWord(cursor);
    if (word === undefined) throw new ShellSyntaxFault(cursor.at);
    value.push(word);
  }
}
