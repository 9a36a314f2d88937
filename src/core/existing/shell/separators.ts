import { accept, type Cursor, ShellSyntaxFault } from "./cursor.ts";
import { readParts } from "./words.ts";

/** Spaces, continued lines and comments. */
export function skipBlanks(cursor: Cursor): void {
  accept(cursor, /(?:[ \t\r]|\\\r?\n)+/y);
  if (cursor.text[cursor.at] === "#" && /^[\s;&|()]?$/.test(cursor.text[cursor.at - 1] ?? "")) accept(cursor, /[^\n]*/y);
}

/** Ends of commands and empty lines; behind a line, the text of its here-documents. */
export function skipSeparators(cursor: Cursor): void {
  for (;;) {
    const before = cursor.at;
    skipBlanks(cursor);
    if (cursor.text[cursor.at] === "\n") skipNewline(cursor);
    else accept(cursor, /;(?!;)|&(?!&)/y);
    if (cursor.at === before) return;
  }
}

function skipNewline(cursor: Cursor): void {
  cursor.at += 1;
  for (const { delimiter, quoted, indented, fill } of cursor.pending.splice(0)) {
    const lines: string[] = [];
    for (;;) {
      if (cursor.at >= cursor.text.length) throw new ShellSyntaxFault(cursor.at);
      const line = accept(cursor, /[^\n]*\n?/y)?.[0].replace(/\r?\n$/, "") ?? "";
      const text = indented ? line.replace(/^\t+/, "") : line;
      if (text === delimiter) break;
      lines.push(`${text}\n`);
    }
    const body = lines.join("");
    const inner: Cursor = { ...cursor, text: body, at: 0, pending: [] };
    fill({ parts: quoted ? [{ kind: "text", text: body, quoted: true }] : readParts(inner, "", true) });
  }
}
