/**
 * What tests of pages rely on: each fault of a page is found, and a clean page has none.
 * @needs browser
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { axeFaults } from "../support/axe-faults.ts";
import { closeBrowser, faultsOf, openBrowser, openPage, type PageOptions, pageClock } from "../support/browser.ts";
import { liberationFolder } from "../support/browser-fonts.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import { compareWithKept, screenshot } from "../support/screenshots.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(closeBrowser);
afterAll(removeFolders);

const clean = `<main><h1>Images</h1><p>All 12 images are fresh.</p>
<table><tr><th scope="col">Image</th><th scope="col">State</th></tr><tr><td>base</td><td>held</td></tr></table></main>`;

/** The path of a page with this body. */
function pageFile(body: string, head = ""): string {
  const file = path.join(makeFolder(), "page.html");
  const style = "<style>body { font: 16px sans-serif; color: #111; background: #fff; }</style>";
  writeFileSync(
    file,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title>${style}${head}</head><body>${body}</body></html>`,
  );
  return file;
}

const open = (body: string, options?: PageOptions, head?: string) => openPage(browser, pageFile(body, head), options);

test("a file has one browser", async () => {
  expect(await openBrowser()).toBe(browser);
});

describe("faults of a page", () => {
  test("a clean page has none", async () => {
    const page = await open(
      `${clean}<a href="#top">up</a><img alt="dot" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">`,
    );
    await page.click("a");
    expect(faultsOf(page)).toEqual([]);
    expect(await axeFaults(page)).toEqual([]);
  });

  test("errors in the console, and errors that scripts throw", async () => {
    const page = await open(`${clean}<script>console.warn("fine"); console.error("lost", 3); later();</script>`);
    expect(faultsOf(page)).toEqual(["console: lost 3", "error: later is not defined"]);
  });

  test("requests to another host, to another file, and of a socket", async () => {
    const beside = pathToFileURL(pageFile(clean)).href;
    const head = `<link rel="stylesheet" href="https://fonts.example/a.css"><script src="${beside}"></script>`;
    const page = await open(`${clean}<script>new WebSocket("wss://socket.example/");</script>`, {}, head);
    const requests = faultsOf(page).filter((fault) => fault.startsWith("request: "));
    expect(requests.sort()).toEqual([
      `request: ${beside}`,
      "request: https://fonts.example/a.css",
      "request: wss://socket.example/",
    ]);
  });

  test("after a while, too: what a click asks for", async () => {
    const page = await open(
      `${clean}<button onclick="fetch('https://count.example/').catch(() => document.title = 'Failed')">Count</button>`,
    );
    expect(faultsOf(page)).toEqual([]);
    await page.click("button");
    await page.waitForFunction("document.title === 'Failed'");
    expect(faultsOf(page)).toContain("request: https://count.example/");
  });

  test("a server's page may ask its server, and no other", async () => {
    const server = createServer((request, response) => {
      response.setHeader("content-type", request.url === "/a.css" ? "text/css" : "text/html");
      response.end(request.url === "/a.css" ? "" : readFileSync(pageFile(clean, '<link rel="stylesheet" href="/a.css">')));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const page = await openPage(browser, `http://127.0.0.1:${port}/`);
    const found = faultsOf(page);
    await page.context().close();
    server.close();
    expect(found).toEqual([]);
  });
});

describe("what keeps people from using a page", () => {
  test("an image without a text, and text that is too pale", async () => {
    const page = await open(`${clean}<main><img src="data:,"><p style="color: #bbb">pale</p></main>`);
    const found = await axeFaults(page);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^image-alt \(critical\) img: .*alt attribute/),
        expect.stringMatching(/^color-contrast \(serious\) main.*> p: .*insufficient color contrast of 1\.9/),
      ]),
    );
    expect(found).toHaveLength(2);
  });

  test("in the colour scheme of the page", async () => {
    const style = "<style>@media (prefers-color-scheme: dark) { body { background: #000; } }</style>";
    expect(await axeFaults(await open(clean, {}, style))).toEqual([]);
    const dark = await axeFaults(await open(clean, { colorScheme: "dark" }, style));
    expect(dark.filter((fault) => fault.startsWith("color-contrast"))).not.toEqual([]);
  });
});

describe("how a page is opened", () => {
  const script = `<p id="now"></p><script>document.getElementById("now").textContent = [new Date().toISOString(),
    innerWidth, innerHeight, devicePixelRatio, matchMedia("(prefers-reduced-motion)").matches, new Date().getTimezoneOffset()].join(" ")</script>`;

  test("with a fixed clock, at its width, without motion", async () => {
    const page = await open(script, { width: 400, height: 300 });
    expect(await page.textContent("#now")).toBe(`${new Date(pageClock).toISOString()} 400 300 1 true 0`);
  });

  test("at another moment; without scripts if told", async () => {
    const now = "2026-01-02T03:04:05.000Z";
    expect(await (await open(script, { now })).textContent("#now")).toContain(now);
    expect(await (await open(script, { javaScript: false })).textContent("#now")).toBe("");
  });
});

describe("a picture", () => {
  /** Keeps the picture of a page in a folder, as TAGSTREAM_KEEP_SCREENSHOTS=1 does. */
  async function keep(body: string, options?: PageOptions): Promise<string> {
    const folder = makeFolder();
    const before = process.env["TAGSTREAM_KEEP_SCREENSHOTS"];
    process.env["TAGSTREAM_KEEP_SCREENSHOTS"] = "1";
    try {
      expect(await compareWithKept(await open(body, options), "page", folder)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env["TAGSTREAM_KEEP_SCREENSHOTS"];
      else process.env["TAGSTREAM_KEEP_SCREENSHOTS"] = before;
    }
    return folder;
  }

  const comparable = liberationFolder() === undefined ? test.skip : test;

  comparable("of the same page is the same, and small", async () => {
    const folder = await keep(clean);
    expect(readdirSync(folder)).toEqual(["page.png"]);
    expect(readFileSync(path.join(folder, "page.png")).length).toBeLessThan(10_000);
    expect(await compareWithKept(await open(clean), "page", folder)).toEqual([]);
  });

  comparable.each([
    ["a word that changed", clean.replace("held", "fresh")],
    ["a word that is gone", clean.replace("held", "")],
    ["another colour", clean.replace("<td>held", '<td style="color: #c00; font-weight: bold">held')],
    ["another height", `${clean}<div style="height: 900px"></div>`],
  ])("with %s is not, and its file is named", async (_, changed) => {
    const [fault, ...others] = await compareWithKept(await open(changed), "page", await keep(clean));
    expect(others).toEqual([]);
    const file = /^page: (?:\d+ blocks|it is 1280 by).*\. Now it looks like (\S+\.png)\. /.exec(fault ?? "")?.[1] ?? "none";
    expect(readFileSync(file).subarray(1, 4).toString()).toBe("PNG");
  });

  comparable("that differs in the edges of its letters alone is the same", async () => {
    const shifted = `<div style="transform: translate(0.3px, 0.3px)">${clean}</div>`;
    expect(await compareWithKept(await open(shifted), "page", await keep(`<div>${clean}</div>`))).toEqual([]);
  });

  comparable("that is not kept yet is a fault", async () => {
    expect(await compareWithKept(await open(clean), "page", makeFolder())).toEqual([
      expect.stringContaining("TAGSTREAM_KEEP_SCREENSHOTS=1 keeps it"),
    ]);
  });

  test("of a blank page is a fault", async () => {
    expect(await compareWithKept(await open(""), "page", makeFolder())).toEqual(["page: the page is blank"]);
  });

  test("has the page's colours", async () => {
    const { width, height, rgb } = await screenshot(
      await open('<p style="background: #123456">x</p>', { width: 300, height: 200 }),
    );
    expect([width, height, rgb.length]).toEqual([300, 200, 300 * 200 * 3]);
    expect([...rgb.subarray((300 * 20 + 200) * 3, (300 * 20 + 200) * 3 + 3)]).toEqual([0x12, 0x34, 0x56]);
  });
});
