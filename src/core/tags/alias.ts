import type { TagKind } from "./kind.ts";

/** An alias of a unit's stream tag, `latest`: it shows what the stream tag shows. */
export const aliasKind: TagKind = {
  name: "alias",
  words: "an alias",
  summaryWords: "also as",
  writtenFor: "publish",
  mutability: "moves",
  shows: "stream",
  isReported: true,
  extraLength: 0,
  mayBelongToOthers: true,
  print: ({ aliases }) => aliases.map(({ tag }) => tag),
  parse: (text, { aliases }) => (aliases.some(({ tag }) => tag === text) ? {} : undefined),
};
