import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { anchorOf } from "../../tools/docs/headings.ts";
import { inlineText } from "../../tools/site/inline.ts";
import { outsideBlocks } from "./markdown-blocks.ts";
import { root } from "./workflow-files.ts";

/** One of the repository's own Markdown files. */
export interface Page {
  /** Path from the repository's root. */
  path: string;
  text: string;
}

/** Every Markdown file of the repository. */
export function pages(): Page[] {
  return markdownIn("")
    .sort()
    .map((file) => ({ path: file, text: readFileSync(path.join(root, file), "utf8") }));
}

/** Folders that are not ours, and where other tests make and remove files meanwhile. */
const foreign = new Set(["node_modules", ".git", "coverage"]);

function markdownIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return foreign.has(entry.name) ? [] : markdownIn(file);
    return file.endsWith(".md") ? [file] : [];
  });
}

/** The page with a text at its end: to show that a test would find what is wrong in it. */
export const plant = (page: Page, text: string): Page => ({ ...page, text: `${page.text}\n${text}\n` });

/** Texts in backticks, outside of blocks. */
export function codeSpans({ text }: Pick<Page, "text">): string[] {
  return [...outsideBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
}

/** Links into the repository that lead nowhere: to a file that is not there, or to a heading that its page does not have. */
export function deadLinks(page: Page): string[] {
  const outside = outsideBlocks(page.text).replace(/`[^`\n]+`/g, "");
  const targets = [...page.text.matchAll(/\]\(([^()\s]+)\)/g), ...outside.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)].map(
    ([, target = ""]) => target,
  );
  return targets.filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(page, target));
}

function leadsSomewhere(page: Page, target: string): boolean {
  const [file = "", heading] = target.split("#");
  const full = path.join(root, file === "" ? page.path : path.join(path.dirname(page.path), file));
  if (!existsSync(full)) return false;
  if (heading === undefined) return true;
  const text = file === "" ? page.text : statSync(full).isFile() ? readFileSync(full, "utf8") : "";
  return headingsOf(text).includes(heading);
}

/** The anchors that GitHub gives a page's headings: the second with the same text has the number 1. */
export function headingsOf(text: string): string[] {
  const counts = new Map<string, number>();
  return [...outsideBlocks(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = ""]) => {
    const anchor = anchorOf(inlineText(title));
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}
