import { bytesOf } from "../text/markdown.ts";

/** Below GitHub's 65,536 characters. Counting bytes is safe: a character takes at least one. */
const maxBytes = 60_000;

/** Row limits to try for a comment's table, largest first: long cells leave room for fewer rows. */
export const rowsOfComments = [100, 30, 10] as const;

/** The first text that fits into a comment, or else the last. Callers list the fullest first. */
export function firstThatFits(texts: readonly (() => string)[]): string {
  let text = "";
  for (const make of texts) {
    text = make();
    if (bytesOf(text) <= maxBytes) return text;
  }
  return text;
}
