import type { MarkdownOptions } from "vitepress";
import { anchorOf } from "../docs/headings.ts";
import { useSiteLinks } from "./links.ts";
import { useLiteralBraces, useLiteralText } from "./literal.ts";
import type { Repository } from "./repository.ts";

/**
 * How the site reads Markdown: as GitHub does, with the same anchors, and without VitePress' own
 * syntax.
 * @param root the repository's folder
 * @param repository where files that are no pages can be looked at, if that is known
 */
export function markdownOptions(root: string, repository?: Repository): MarkdownOptions {
  return {
    anchor: { slugify: anchorOf },
    attrs: { disable: true },
    emoji: { shortcuts: {} },
    preConfig: (markdown) => {
      useSiteLinks(markdown, root, repository);
      useLiteralText(markdown);
    },
    config: useLiteralBraces,
  };
}
