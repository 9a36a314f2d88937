import type { MarkdownOptions } from "vitepress";

/** VitePress' Markdown renderer, which is markdown-it. */
export type Markdown = Parameters<NonNullable<MarkdownOptions["config"]>>[0];
export type Token = ReturnType<Markdown["parse"]>[number];

/** What VitePress says of the page that it renders. The search index has the source at `path`. */
export interface Page {
  /** The absolute path that the page would have, if it stood where the site has it. */
  path: string;
  /** The absolute path of the Markdown. */
  realPath?: string;
}
