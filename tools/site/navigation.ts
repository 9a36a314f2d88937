import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { DefaultTheme } from "vitepress";
import { inlineHtml } from "./inline.ts";
import { routeOf } from "./pages.ts";

type Item = DefaultTheme.SidebarItem & { text: string; link: string };

/** A part of the documentation, as docs/README.md has it. */
export interface Section {
  title: string;
  items: Item[];
}

const index = "docs/README.md";

/**
 * The sections of docs/README.md, in its order: each begins with a name in bold. A folder's README
 * brings the pages of its folder along, in the order in which it links them.
 * @param root the repository's folder
 */
export function sectionsOf(root: string): Section[] {
  const parts = readFileSync(path.join(root, index), "utf8").split(/^\*\*(.+?)\*\*/m);
  const sections = parts.slice(1).flatMap((title, i) => (i % 2 === 0 ? [{ title, text: parts[i + 2] ?? "" }] : []));
  return sections.map(({ title, text }) => ({ title, items: itemsOf(root, title, text) }));
}

function itemsOf(root: string, title: string, text: string): Item[] {
  const listed = linksIn(index, text, /^- \[(.+?)\]\(([^()\s#]+\.md)\)/gm);
  if (listed.length > 0) return listed.map((link) => withFolder(root, link));
  // A section without a list names one folder.
  return linksIn(index, text, links).flatMap((link) => {
    const { items = [], ...own } = withFolder(root, { ...link, text: title });
    return [{ ...own, text: "Overview" }, ...(items as Item[])];
  });
}

const links = /\[(.+?)\]\(([^()\s#]+\.md)\)/g;

interface Link {
  text: string;
  file: string;
}

function linksIn(from: string, text: string, pattern: RegExp): Link[] {
  return [...text.matchAll(pattern)].map(([, label = "", place = ""]) => ({
    text: label,
    file: path.posix.join(path.posix.dirname(from), place),
  }));
}

function withFolder(root: string, { text, file }: Link): Item {
  const item: Item = { text: inlineHtml(text), link: routeOf(file) };
  if (!file.endsWith("/README.md") || !existsSync(path.join(root, file))) return item;
  const siblings = linksIn(file, readFileSync(path.join(root, file), "utf8"), links).filter(
    (one) => path.posix.dirname(one.file) === path.posix.dirname(file),
  );
  const byFile = new Map(siblings.toReversed().map((one) => [one.file, one])); // the first link's text stays
  const order = [...new Set(siblings.map((one) => one.file))];
  const items = order
    .flatMap((one) => byFile.get(one) ?? [])
    .map((one) => ({ text: inlineHtml(one.text), link: routeOf(one.file) }));
  return { ...item, collapsed: true, items };
}

/** The menu at the top: where each section begins, marked on all pages of its folder. */
export function menuOf(sections: readonly Section[]): DefaultTheme.NavItem[] {
  return sections.map(({ title, items: [first] }) => {
    const link = first?.link ?? "/";
    const folder = path.posix.dirname(`${link}.`);
    return { text: title, link, ...(folder === "/" ? {} : { activeMatch: `^${folder}/` }) };
  });
}

/**
 * The list beside each page: all sections, then what the repository has besides `docs`.
 * @param files all Markdown files that are pages, from the repository's root
 */
export function sidebarOf(sections: readonly Section[], files: readonly string[]): DefaultTheme.SidebarItem[] {
  const examples = files.filter((file) => file.startsWith("examples/"));
  const others = files.filter((file) => !/^(?:docs|examples)\//.test(file) && file !== "README.md");
  const group = (text: string, items: Item[]): DefaultTheme.SidebarItem => ({ text, items, collapsed: true });
  return [
    { text: "What Tagstream does", link: routeOf("README.md") },
    ...sections.map(({ title, items }) => ({ text: title, items, collapsed: false })),
    group(
      "Examples",
      examples.map((file) => ({ text: path.posix.dirname(file).replace("examples/", ""), link: routeOf(file) })),
    ),
    group(
      "Repository",
      others.map((file) => ({ text: file.replace("/README.md", ""), link: routeOf(file) })),
    ),
  ];
}
