import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { root } from "./workflow-files.ts";

/** The files of the built documentation site that are text, by their path from the site's root. */
export type Site = ReadonlyMap<string, string>;

/** As GitHub Pages serves this repository's site. */
export const base = "/tagstream/";
/** A workflow's environment, as far as the site depends on it. */
export const environment = {
  SITE_BASE: "/tagstream",
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_REPOSITORY: "octo/tagstream",
  GITHUB_SHA: "4be1c0ffee".repeat(4),
};

/** Builds the site into a folder, as the workflow does, and reads it. */
export function buildSite(folder: string): Site {
  const { status, stdout, stderr } = spawnSync("node", ["tools/run.mjs", "tools/site/index.ts", "build", folder], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(`The site was not built:\n${stdout}${stderr}`);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    files.map((file) => [path.relative(folder, file), /\.(?:html|css|js|json)$/.test(file) ? readFileSync(file, "utf8") : ""]),
  );
}

/** The site with another text in one file: to show that a test would find what is wrong in it. */
export function withText(site: Site, file: string, change: (text: string) => string): Site {
  const text = site.get(file) ?? "";
  if (change(text) === text) throw new Error(`${file} would not change`);
  return new Map([...site, [file, change(text)]]);
}

/** The site's pages, without the one for addresses that lead nowhere. */
export const pagesOf = (site: Site): [file: string, html: string][] =>
  [...site].filter(([file]) => file.endsWith(".html") && file !== "404.html");

/** Addresses that elements name, each with its element. */
function addressesIn(html: string): { element: string; address: string }[] {
  return [...html.matchAll(/<(\w+)((?:\s+[\w:@-]+(?:="[^"]*")?)*)\s*\/?>/g)].flatMap(([, element = "", attributes = ""]) =>
    [...attributes.matchAll(/\s(?:href|src|srcset|poster|action|data)="([^"]*)"/g)].map(([, address = ""]) => ({
      element,
      address: decode(address),
    })),
  );
}

export const isElsewhere = (address: string): boolean => /^(?:[a-z][a-z+.-]*:|\/\/)/i.test(address);

/** Addresses of pages and files that the site does not have, and anchors that their page does not have: `page: address`. */
export function deadAddresses(site: Site): string[] {
  const anchors = new Map(
    pagesOf(site).map(([file, html]) => [file, new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = ""]) => decode(id)))]),
  );
  return pagesOf(site).flatMap(([page, html]) =>
    addressesIn(html)
      .map(({ address }) => address)
      .filter((address) => !isElsewhere(address) && !leadsSomewhere(address, page, site, anchors))
      .map((address) => `${page}: ${address}`),
  );
}

function leadsSomewhere(address: string, page: string, site: Site, anchors: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const { pathname, hash } = new URL(address, `http://site${base}${page}`);
  if (!pathname.startsWith(base)) return false;
  const file = decodeURIComponent(pathname.slice(base.length)).replace(/(^|\/)$/, "$1index.html");
  if (!site.has(file)) return false;
  return hash === "" || (anchors.get(file)?.has(decodeURIComponent(hash.slice(1))) ?? false);
}

/** What a browser would ask other hosts for by itself, when it shows the site: `file: address`. A link to follow is no request. */
export function requestsElsewhere(site: Site): string[] {
  return [...site].flatMap(([file, text]) => {
    const found = file.endsWith(".html")
      ? addressesIn(text).flatMap(({ element, address }) => (element === "a" ? [] : [address]))
      : file.endsWith(".css")
        ? [...text.matchAll(/url\(["']?([^"')]+)|@import\s+["']([^"']+)/g)].map(([, url, imported]) => url ?? imported ?? "")
        : [...text.matchAll(/(?:\bfrom|\bimport|\bimport\(|\bfetch\(|\.src\s*=)\s*["'`]([^"'`]+)/g)].map(([, url = ""]) => url);
    return found
      .filter((address) => isElsewhere(address) && !address.startsWith("data:"))
      .map((address) => `${file}: ${address}`);
  });
}

/** What a page shows of its Markdown, as text with single spaces. */
export function textOf(html: string): string {
  const [, main = ""] = /<div[^>]*class="[^"]*\bvp-doc\b[^"]*"[^>]*>([\s\S]*?)(?:<footer|<\/main>|$)/.exec(html) ?? [];
  return decode(main.replace(/<[^>]*>/g, "")).replace(/[\s\u200b]+/g, " ");
}

function decode(text: string): string {
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, digits: string) => String.fromCodePoint(Number(digits)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&ZeroWidthSpace;", "")
    .replaceAll("&amp;", "&");
}

/** Where the site's search finds a word: addresses such as `/tagstream/reference/errors.html#registry-denied`. */
export function searchOf(site: Site): (word: string) => string[] {
  const [, source = ""] = [...site].find(([file]) => /localSearchIndex.*\.js$/.test(file)) ?? [];
  const json = runInNewContext(source.replace(/export\s*\{\s*(\w+) as default\s*\};?/, "$1")) as string;
  const { documentIds, index } = JSON.parse(json) as MiniSearch;
  const places = new Map(index.map(([word, fields]) => [word, Object.values(fields).flatMap((found) => Object.keys(found))]));
  return (word) => (places.get(word) ?? []).flatMap((id) => documentIds[id] ?? []);
}

/** As the library MiniSearch stores its index: each word, and for each field how often it is in which document. */
interface MiniSearch {
  documentIds: Record<string, string>;
  index: [word: string, fields: Record<string, Record<string, number>>][];
}
