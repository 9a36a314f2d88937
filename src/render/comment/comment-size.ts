import { bytesOf } from "../text/markdown.ts";

/** GitHub's limit is 65,536 characters; of what people write, one may be several bytes. */
const maxBytes = 60_000;

/** How many rows a comment's table may have, the most first: cells that are long leave room for fewer. */
export const rowsOfComments = [100, 30, 10] as const;

/** The first of these texts, the fullest first, that GitHub takes as a comment; the last one, where none does. */
export function firstThatFits(texts: readonly (() => string)[]): string {
  let text = "";
  for (const make of texts) {
    text = make();
    if (bytesOf(text) <= maxBytes) return text;
  }
  return text;
}
