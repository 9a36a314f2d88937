import type { Page } from "../markdown.ts";
import { type Block, blocksOf } from "../markdown-blocks.ts";

/** A fenced block of a page. */
export interface Example extends Block {
  /** The page's path from the repository's root. */
  page: string;
  /** The page's text above the block. */
  above: string;
}

/** A kind of example, and what must hold of each. `kinds.ts` lists them. */
export interface ExampleKind {
  name: string;
  /** Whether a block is of this kind. Each block is of exactly one. */
  is(example: Example): boolean;
  /** What is wrong with it: sentence parts, none if it is right. */
  faults(example: Example): readonly string[] | Promise<readonly string[]>;
}

/** Every fenced block of a page, in its order. */
export function examplesOf({ path, text }: Page): Example[] {
  const lines = text.split("\n");
  return blocksOf({ text }).map((block) => ({ ...block, page: path, above: lines.slice(0, block.line - 2).join("\n") }));
}
