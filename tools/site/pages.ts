import { readdirSync } from "node:fs";
import path from "node:path";

/** Folders whose Markdown is on the site. Of the repository's root, all is. */
const folders = ["docs", "examples", "workflows"];

/** Globs, from the repository's root, of the Markdown that is no page of the site. */
export const notPages = [`!(${folders.join("|")})/**/*.md`];

/**
 * Where a file of the repository is on the site, from the site's root; undefined if it is no page.
 * `docs` is the site's root, a folder's README is its index, and the files beside `docs` are in
 * `project`.
 * @param file path from the repository's root, with `/`
 */
export function pageOf(file: string): string | undefined {
  const [folder = "", ...below] = file.split("/");
  if (!file.endsWith(".md")) return undefined;
  if (below.length === 0) return `project/${file.toLowerCase()}`;
  if (!folders.includes(folder)) return undefined;
  const page = folder === "docs" ? below.join("/") : file;
  return page.replace(/(^|\/)README\.md$/, "$1index.md");
}

/** The path of a page as links of the site name it: `/guide/rollback.md`, or `/registries/`. */
export function routeOf(file: string): string {
  const page = pageOf(file);
  if (page === undefined) throw new Error(`${file} is no page of the site: see tools/site/pages.ts.`);
  return `/${page.replace(/(^|\/)index\.md$/, "$1")}`;
}

/**
 * All pages of the site, as paths from the repository's root, in order.
 * @param root the repository's folder
 */
export function pageFiles(root: string): string[] {
  const below = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => path.join(folder, file)),
  );
  return [...readdirSync(root), ...below]
    .map((file) => file.replaceAll(path.sep, "/"))
    .filter((file) => pageOf(file) !== undefined)
    .sort();
}
