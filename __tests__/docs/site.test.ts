/** The documentation site, built once as the workflow builds it. Each check also finds a planted fault. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { codes } from "../../src/core/lib/problems/error-codes.ts";
import {
  base,
  buildSite,
  deadAddresses,
  environment,
  pagesOf,
  requestsElsewhere,
  type Site,
  searchOf,
  textOf,
  withText,
} from "../support/built-site.ts";
import { codeSpans, headingsOf, type Page, pages } from "../support/markdown.ts";

let folder: string;
let site: Site;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "tagstream-site-"));
  site = buildSite(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Where the site has a page of `docs`. */
const placeOf = ({ path: file }: Page): string =>
  file
    .replace(/^docs\//, "")
    .replace(/README\.md$/, "index.md")
    .replace(/\.md$/, ".html");
const documentation = pages().filter(({ path: file }) => file.startsWith("docs/"));
const html = (file: string): string => site.get(file) ?? "";
const rollback = "guide/rollback.html";

describe("the site", () => {
  test("has no link that leads nowhere", () => {
    expect(deadAddresses(site)).toEqual([]);
  });

  test.each([
    ["a page", /href="\/tagstream\/guide\/yank\.html"/, "/tagstream/guide/yak.html"],
    ["an anchor on its page", /href="#end-a-hold"/, "#end-a-hole"],
    ["an anchor on another page", /href="\/tagstream\/guide\/yank\.html"/, "/tagstream/guide/yank.html#no"],
    ["outside its base", /href="\/tagstream\/guide\/yank\.html"/, "/guide/yank.html"],
    ["a picture", /src="\/tagstream\/[^"]*"/, "/tagstream/assets/no.js"],
  ])("would not lead nowhere unnoticed: %s", (_, from, to) => {
    const planted = withText(site, rollback, (text) => text.replace(from, (found) => found.replace(/"[^"]*"/, `"${to}"`)));
    expect(deadAddresses(planted)).toEqual([`${rollback}: ${to}`]);
  });

  test("asks no other host for anything", () => {
    expect(requestsElsewhere(site)).toEqual([]);
  });

  test.each([
    ["a script", rollback, '<script src="https://cdn.example/x.js"></script>'],
    ["a picture without a protocol", rollback, '<img alt="" src="//cdn.example/x.png">'],
    ["a style sheet", rollback, '<link rel="stylesheet" href="https://cdn.example/x.css">'],
    ["a font", "vp-icons.css", "@font-face{src:url(https://cdn.example/x.woff2)}"],
    ["a module", "assets/x.js", 'import("https://cdn.example/x.js")'],
  ])("would not ask one unnoticed: %s", (_, file, text) => {
    expect(requestsElsewhere(withText(site, file, (before) => before + text))).toEqual([expect.stringContaining("cdn.example")]);
  });
});

describe("a page of the site", () => {
  test.each(documentation)("$path has the anchors that GitHub gives it", (page) => {
    const found = [...html(placeOf(page)).matchAll(/<h[1-6] id="([^"]+)"/g)].map(([, id]) => id);
    expect(found).toEqual(headingsOf(page.text));
  });

  test.each(documentation)("$path shows code as it is written", (page) => {
    expect(hidden(page, html(placeOf(page)))).toEqual([]);
  });

  test("would not show code otherwise unnoticed", () => {
    const page = documentation.find(({ path: file }) => file === "docs/troubleshooting.md") as Page;
    const expression = `\${{ github.workspace }}`;
    expect(textOf(html(placeOf(page)))).toContain(expression);
    expect(hidden(page, html(placeOf(page)).replaceAll(expression, "undefined"))).toEqual([expression]);
  });

  test("never shows a comment of its source", () => {
    const shown = pagesOf(site).filter(([, text]) => /(?:begin|end) generated/.test(text));
    expect(shown.map(([file]) => file)).toEqual([]);
    expect(documentation.some(({ text }) => text.includes("<!-- begin generated"))).toBe(true);
  });

  test("is in the list beside the pages", () => {
    expect(unlisted(html(rollback))).toEqual([]);
  });

  test("would be missed in that list", () => {
    expect(unlisted(html(rollback).replaceAll(`href="${base}guide/yank.html"`, ""))).toEqual(["docs/guide/yank.md"]);
  });

  test("links to the repository for files that are no pages", () => {
    const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: commit } = environment;
    expect(html(rollback)).toContain(`href="${server}/${repository}/blob/${commit}/workflows/rollback.yml"`);
    expect(html("project/readme.html")).toContain(`href="${server}/${repository}/tree/${commit}/examples/minimal"`);
    expect(html("project/readme.html")).toContain(`href="${base}examples/osg/"`);
  });
});

describe("who looks something up", () => {
  test("finds each error code at its anchor", () => {
    expect(Object.keys(codes).filter((code) => !html("reference/errors.html").includes(`<h3 id="${code}"`))).toEqual([]);
  });

  test.each([
    ["an error code", "denied", "reference/errors.html#registry-denied"],
    ["a key of the configuration", "platforms", "reference/configuration.html#an-image"],
    ["a guide", "rollback", "guide/rollback.html#it-broke-roll-back"],
  ])("finds by the search %s", (_, word, place) => {
    expect(searchOf(site)(word)).toContain(`${base}${place}`);
    expect(searchOf(site)(`no${word}`)).toEqual([]);
  });
});

/** Pages of `docs` to which the list beside a page has no link. The first page has that list below itself. */
function unlisted(page: string): string[] {
  const [list = ""] = /<aside class="VPSidebar[\s\S]*?<\/aside>/.exec(page) ?? [];
  return documentation
    .filter((one) => placeOf(one) !== "index.html")
    .filter((one) => !list.includes(`href="${base}${placeOf(one).replace(/index\.html$/, "")}"`))
    .map(({ path: file }) => file);
}

/** Code in a page's text that its HTML does not show. */
function hidden(page: Page, shown: string): string[] {
  const text = textOf(shown);
  const spans = codeSpans({ text: page.text.replaceAll("\\|", "|") });
  return [...new Set(spans)].filter((span) => !text.includes(span.trim().replace(/\s+/g, " ")));
}
