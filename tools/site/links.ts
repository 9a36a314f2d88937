import { statSync } from "node:fs";
import path from "node:path";
import { pageOf, routeOf } from "./pages.ts";
import type { Markdown, Page, Token } from "./renderer.ts";
import { addressIn, type Repository } from "./repository.ts";

/**
 * Makes links between files, which GitHub understands, links of the site: to the page of a Markdown
 * file or of a folder's README, and for other files to the repository. Where the repository is
 * unknown, such a link is only its text. Throws for a link that leads nowhere.
 * @param root the repository's folder
 */
export function useSiteLinks(markdown: Markdown, root: string, repository: Repository | undefined): void {
  markdown.core.ruler.after("inline", "site-links", ({ tokens, env }) => {
    const { path: rendered, realPath = rendered } = env as Page;
    const from = path.relative(root, realPath).replaceAll(path.sep, "/");
    const target = (link: string) => targetOf(root, from, link, repository);
    for (const token of tokens) if (token.children) token.children = withTargets(token.children, target);
  });
}

/** The tokens of one block, with the links' targets replaced; without those that have none. */
function withTargets(tokens: Token[], target: (link: string) => string | undefined): Token[] {
  let isDropped = false; // links do not nest
  return tokens.filter((token) => {
    if (token.type === "link_open") {
      const found = target(String(token.attrGet("href")));
      isDropped = found === undefined;
      token.attrSet("href", found ?? "");
    }
    return !(isDropped && (token.type === "link_open" || token.type === "link_close"));
  });
}

/**
 * What a link becomes on the site: a page, or an address in the repository; undefined if it is
 * unknown.
 * @param from path of the file with the link, from the repository's root
 */
export function targetOf(root: string, from: string, link: string, repository?: Repository): string | undefined {
  if (/^(?:[a-z][a-z+.-]*:|\/\/|#)/i.test(link)) return link;
  const [, place = "", anchor = ""] = /^([^?#]*)(.*)$/.exec(link) ?? [];
  const file = path.posix.join(path.posix.dirname(from), decodeURI(place)).replace(/\/$/, "");
  const kind = kindOf(root, file);
  if (kind === undefined) throw new Error(`${from} links to ${link}, which does not exist. Correct the link.`);
  const readme = path.posix.join(file, "README.md");
  const page = kind === "file" ? file : kindOf(root, readme) && readme;
  if (page !== undefined && pageOf(page) !== undefined) return routeOf(page) + anchor;
  return repository && addressIn(repository, file, kind) + anchor;
}

function kindOf(root: string, file: string): "file" | "folder" | undefined {
  const stat = file.startsWith("..") ? undefined : statSync(path.join(root, file), { throwIfNoEntry: false });
  return stat && (stat.isFile() ? "file" : "folder");
}
