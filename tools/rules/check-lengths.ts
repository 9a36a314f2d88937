import type { Source, Violation } from "./violation.ts";

// Biome has rules for both, but counts neither the lines of a template nor those that only close a
// block.
export const maxFileLines = 250;
export const maxFunctionLines = 50;

/** Finds files with too many lines. */
export function checkFileLines(sources: readonly Source[]): Violation[] {
  return sources.flatMap(({ file, text }) => {
    const count = text.replace(/\n$/, "").split("\n").length;
    if (count <= maxFileLines) return [];
    return [{ rule: "file-lines", file, line: 1, message: `The file has ${count} lines; at most ${maxFileLines} are allowed.` }];
  });
}

/**
 * Finds functions with too many lines between their braces, nested functions included. It relies on
 * Biome's format: the line that opens a body ends with `{`, and the brace that closes it is the
 * next one with the same indentation.
 */
export function checkFunctionLines(sources: readonly Source[]): Violation[] {
  return sources.flatMap((source) => {
    const lines = source.text.split("\n");
    return lines.flatMap((line, start) => {
      const head = headOf(lines, start);
      if (head === undefined) return [];
      const close = `${indentationOf(line)}}`;
      const end = lines.findIndex((other, index) => index > start && other.startsWith(close));
      const count = end - start - 1;
      if (count <= maxFunctionLines) return [];
      const message = `${nameOf(head)} has ${count} lines; at most ${maxFunctionLines} are allowed.`;
      return [{ rule: "function-lines" as const, file: source.file, line: start + 1, message }];
    });
  });
}

const opensBody = /(?:=>|\)(?:: .+)?|^\s*\}.*) \{$/;
const noFunction =
  /^\s*(?:\} )?(?:if|else|for|while|do|switch|try|catch|finally|class|interface|enum|namespace|export (?:default )?(?:abstract )?class|export interface)\b/;

/** The line where the function begins whose body this line opens; undefined for any other line. */
function headOf(lines: readonly string[], index: number): string | undefined {
  const line = lines[index] ?? "";
  if (!opensBody.test(line)) return undefined;
  const closes = /^\s*[)}\]]/.test(line);
  const indentation = indentationOf(line);
  const begins = (other: string) => indentationOf(other) === indentation && /^\s*[^\s)}\]]/.test(other);
  const head = closes ? lines.slice(0, index).findLast(begins) : line;
  return head === undefined || noFunction.test(line) || noFunction.test(head) ? undefined : head;
}

function indentationOf(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? "";
}

function nameOf(head: string): string {
  const [, name] =
    /(?:function\*? |const |let )([\w$]+)|^\s*(?:(?:async|get|set|static|private|readonly|export|default) )*([\w$]+)\(/.exec(
      head,
    ) ?? [];
  return name ?? head.trim().slice(0, 60);
}
