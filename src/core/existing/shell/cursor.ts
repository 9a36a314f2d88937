import type { Command, Word } from "./syntax.ts";

/** What the reader does not read, and where. */
export class ShellSyntaxFault extends Error {
  readonly at: number;

  constructor(at: number) {
    super("unreadable shell syntax");
    this.at = at;
  }
}

/** A position in a script while it is read. */
export interface Cursor {
  readonly text: string;
  at: number;
  /** How many substitutions and blocks are open. */
  depth: number;
  /** Here-documents whose text follows the line. */
  pending: { delimiter: string; quoted: boolean; indented: boolean; fill(word: Word): void }[];
  /** Reads commands up to `)`: what a substitution contains. */
  readonly readBody: (cursor: Cursor) => Command;
  readonly lineOf: (at: number) => number;
}

const maximumDepth = 40;

/** Reads something one level deeper, so that hostile nesting ends in a fault. */
export function deeper<T>(cursor: Cursor, read: () => T): T {
  cursor.depth += 1;
  if (cursor.depth > maximumDepth) throw new ShellSyntaxFault(cursor.at);
  const result = read();
  cursor.depth -= 1;
  return result;
}

/** Moves behind what a sticky pattern matches here. */
export function accept(cursor: Cursor, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match === null) return undefined;
  cursor.at += match[0].length;
  return match;
}

/** Moves behind the next `mark`; its position. */
export function skipTo(cursor: Cursor, mark: string): number {
  const found = cursor.text.indexOf(mark, cursor.at);
  if (found === -1) throw new ShellSyntaxFault(cursor.at);
  cursor.at = found + mark.length;
  return found;
}

/** Positions of a text as lines, from 0. */
export function lineIndex(text: string): (at: number) => number {
  const starts: number[] = [];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (at) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
