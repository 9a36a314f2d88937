import { cut } from "../../core/lib/text/clean.ts";
import { width } from "../../core/lib/text/display-width.ts";

const maxColumns = 100;

/**
 * Parts with ` · ` between them, in lines of at most 100 columns. A part begins a new line before it
 * is broken; a word that is longer than a line is cut.
 * @param start the start of the first line
 * @param hanging the start of the others
 */
export function filledLines(start: string, parts: readonly string[], hanging: string): string[] {
  const lines: string[] = [];
  let line = start;
  let isEmpty = true;
  const append = (text: string, whole: string): void => {
    if (!isEmpty && width(line) + width(whole) > maxColumns) {
      lines.push(line);
      [line, isEmpty] = [hanging, true];
    }
    line += isEmpty ? text.replace(/^[ ·]+/, "") : text;
    isEmpty = false;
  };
  for (const part of parts) {
    for (const [at, word] of part.split(" ").entries()) {
      const text = `${at === 0 ? " · " : " "}${cut(word, maxColumns - hanging.length)}`;
      append(text, at === 0 ? ` · ${part}` : text);
    }
  }
  return [...lines, line];
}
