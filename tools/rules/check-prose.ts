import type { Source, Violation } from "./violation.ts";

export const maxColumns = 100;

/**
 * Finds lines of prose in Markdown that are too long. Code, tables, HTML and lines of one link do
 * not count.
 */
export function checkProse(sources: readonly Source[]): Violation[] {
  return sources.flatMap(({ file, text }) => {
    let fence: string | undefined;
    return text.split("\n").flatMap((line, index): Violation[] => {
      const mark = /^[\s>]*(`{3,}|~{3,})/.exec(line)?.[1];
      if (fence !== undefined) {
        if (mark?.startsWith(fence)) fence = undefined;
        return [];
      }
      fence = mark;
      const columns = [...line].length;
      if (mark !== undefined || columns <= maxColumns || isExempt(line)) return [];
      const message = `The line has ${columns} columns; at most ${maxColumns} are allowed.`;
      return [{ rule: "prose-columns", file, line: index + 1, message }];
    });
  });
}

const table = /^\s*\|/;
const html = /^\s*<(?:!--|\/?\w)[^>]*>$/;
const onlyLink =
  /^\s*(?:[-*>] |\d+\. )*(?:!?\[[^\]]*\](?:\([^()]*\)|: ?\S+)|\[!\[[^\]]*\]\([^()]*\)\]\([^()]*\)|<?https?:\/\/\S+>?)[.,;:]?$/;

function isExempt(line: string): boolean {
  return table.test(line) || html.test(line) || onlyLink.test(line);
}
