/** What the documentation site makes of Markdown. */
import path from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { createMarkdownRenderer, disposeMdItInstance } from "vitepress";
import { targetOf } from "../../tools/site/links.ts";
import { markdownOptions } from "../../tools/site/markdown.ts";
import { pageFiles, pageOf, routeOf } from "../../tools/site/pages.ts";
import { type Repository, repositoryIn } from "../../tools/site/repository.ts";
import { pages } from "../support/markdown.ts";
import { root } from "../support/workflow-files.ts";

const commit = "4be1c0ffee".repeat(4);
const repository = repositoryIn({
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_REPOSITORY: "octo/tagstream",
  GITHUB_SHA: commit,
});

/** The HTML of a guide with this Markdown, before Vue compiles it. */
async function render(markdown: string, known?: Repository): Promise<string> {
  const renderer = await createMarkdownRenderer(root, markdownOptions(root, known));
  return renderer.render(markdown, { path: path.join(root, "docs/guide/planted.md"), cleanUrls: false });
}
afterEach(disposeMdItInstance); // VitePress keeps one

describe("Markdown is shown as it is written", () => {
  test.each([
    ["an expression", `a \${{ github.token }}`, "<p>a $&#123;&#123; github.token }}</p>"],
    ["an expression as code", `\`\${{ a }}\``, "<p><code>$&#123;&#123; a }}</code></p>"],
    ["an expression in indented code", "    {{ a }}", "<pre><code>&#123;&#123; a }}\n</code></pre>"],
    ["a placeholder", "a <unit> and <b>", "<p>a &lt;unit&gt; and &lt;b&gt;</p>"],
    ["a script", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["a component", "<Content />", "&lt;Content /&gt;"],
    ["what VitePress takes for attributes", "a {.b}", "<p>a {.b}</p>"],
    ["what only looks like an emoji", "a 8-) b", "<p>a 8-) b</p>"],
  ])("%s", async (_, markdown, html) => {
    expect((await render(markdown)).trim()).toBe(html);
  });

  test("an expression in a table", async () => {
    expect(await render(`| a |\n| - |\n| \${{ b \\|\\| 'c' }} |`)).toContain("<td>$&#123;&#123; b || 'c' }}</td>");
  });

  test("an expression in a block of code", async () => {
    expect(await render(`~~~yaml\na: \${{ b }}\n~~~`)).toMatch(/<pre [^>]*v-pre/);
  });

  test("without comments", async () => {
    expect(await render("<!-- begin generated: x -->\n\na <!-- b --> c\n\n<!-- end generated -->")).toBe("<p>a  c</p>\n");
  });
});

describe("a link", () => {
  test.each([
    ["to a page", "rollback.md#end-a-hold", "/guide/rollback.html#end-a-hold"],
    ["to a folder's README", "../../examples/osg", "/examples/osg/"],
    ["to the README", "../../README.md#limits", "/project/readme.html#limits"],
    ["to an anchor", "#here", "#here"],
    ["to a file", "../../workflows/check.yml", `https://github.com/octo/tagstream/blob/${commit}/workflows/check.yml`],
    ["to a folder", "../../examples/minimal", `https://github.com/octo/tagstream/tree/${commit}/examples/minimal`],
    ["to elsewhere", "https://docs.github.com/x", "https://docs.github.com/x"],
  ])("%s", async (_, link, href) => {
    expect(await render(`[a](${link})`, repository)).toContain(`<a href="${href}"`);
    expect(await render(`[a][b]\n\n[b]: ${link}`, repository)).toContain(`<a href="${href}"`);
  });

  test("to a file of an unknown repository is its text", async () => {
    expect(await render("a [`check.yml`](../../workflows/check.yml), [b](yank.md)")).toBe(
      '<p>a <code>check.yml</code>, <a href="/guide/yank.html">b</a></p>\n',
    );
  });

  test.each(["yak.md", "../../../outside.md"])("to %s, which does not exist, stops the build", async (link) => {
    await expect(render(`[a](${link})`)).rejects.toThrow(
      `docs/guide/planted.md links to ${link}, which does not exist. Correct the link.`,
    );
  });

  test("needs server, name and commit of the repository", () => {
    expect(repositoryIn({ GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "octo/tagstream" })).toBeUndefined();
    expect(targetOf(root, "README.md", "action.yml")).toBeUndefined();
  });
});

describe("a heading", () => {
  test.each([
    ["## 1. Add the workflow", "1-add-the-workflow"],
    ["## `run` tests, and & more", "run-tests-and--more"],
    ["## [A link](yank.md) to", "a-link-to"],
    ["## Größe", "größe"],
  ])("%s has GitHub's anchor", async (heading, anchor) => {
    expect(await render(heading)).toContain(`<h2 id="${anchor}"`);
  });

  test("has a number if it is the second with its text", async () => {
    expect(await render("## A\n\n## A")).toMatch(/id="a"[\s\S]*id="a-1"/);
  });
});

describe("pages of the site", () => {
  test("are the Markdown of the root, docs, examples and workflows", () => {
    const ours = pages().map(({ path: file }) => file);
    expect(pageFiles(root)).toEqual(ours.filter((file) => !/^(?:\.|__tests__\/)/.test(file)));
  });

  test("have an address each", () => {
    const addresses = pageFiles(root).map(pageOf);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(routeOf("docs/README.md")).toBe("/");
    expect(() => routeOf("src/a.md")).toThrow("src/a.md is no page of the site");
  });
});
