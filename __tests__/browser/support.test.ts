/**
 * What tests of pages rely on: each fault of a page is found, and a clean page has none.
 * @needs browser
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { axeFaults } from "../support/axe-faults.ts";
import { closeBrowser, faultsOf, openBrowser, openPage, type PageOptions, pageClock } from "../support/browser.ts";
import { liberationFolder } from "../support/browser-fonts.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import { decodePng, encodePng } from "../support/png.ts";
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
    const page = await open(clean, { colorScheme: "dark" }, style);
    expect((await axeFaults(page)).filter((fault) => fault.startsWith("color-contrast"))).not.toEqual([]);
    await page.emulateMedia({ colorScheme: "light" });
    expect(await axeFaults(page)).toEqual([]);
  });
});

describe("how a page is opened", () => {
  const script = `<p id="now"></p><script>document.getElementById("now").textContent = [new Date().toISOString(),
    innerWidth, innerHeight, devicePixelRatio, matchMedia("(prefers-reduced-motion)").matches, new Date().getTimezoneOffset()].join(" ")</script>`;

  test("with a fixed clock, at its width, without motion", async () => {
    const page = await open(script, { width: 400, height: 300 });
    expect(await page.textContent("#now")).toBe(`${new Date(pageClock).toISOString()} 400 300 1 true 0`);
  });

  test("at another moment", async () => {
    const now = "2026-01-02T03:04:05.000Z";
    expect(await (await open(script, { now })).textContent("#now")).toContain(now);
  });

  test("without scripts if told, where axe-core cannot look", async () => {
    const page = await open(script, { javaScript: false });
    expect(await page.textContent("#now")).toBe("");
    await expect(axeFaults(page)).rejects.toThrow("open the page with JavaScript");
  });
});

describe("a picture", () => {
  const asked = process.env["TAGSTREAM_KEEP_SCREENSHOTS"] ?? "";
  let page: Page;
  let folder: string;
  beforeAll(async () => {
    page = await open(clean, { width: 480, height: 320 });
    folder = makeFolder();
    expect(await compared(true, "page", folder)).toEqual([]);
  });

  /** Shows another body in the same page. */
  const show = (body: string) => page.evaluate(`document.body.innerHTML = ${JSON.stringify(body)}; 0`);

  /** Compares the page, or keeps its picture, whatever the person who runs the tests asked for. */
  async function compared(keeps: boolean, name: string, ...where: [string] | []): Promise<string[]> {
    process.env["TAGSTREAM_KEEP_SCREENSHOTS"] = keeps ? "1" : "";
    try {
      return await compareWithKept(page, name, ...where);
    } finally {
      process.env["TAGSTREAM_KEEP_SCREENSHOTS"] = asked;
    }
  }

  const comparable = liberationFolder() === undefined ? test.skip : test;

  comparable("of our own is the same on every machine that has the fonts", async () => {
    expect(await compareWithKept(page, "support")).toEqual([]);
  });

  comparable("of the same page is the same, and small; keeping it again changes no byte", async () => {
    expect(readdirSync(folder)).toEqual(["page.png"]);
    const bytes = readFileSync(path.join(folder, "page.png"));
    expect(bytes.length).toBeLessThan(10_000);
    expect(await compared(false, "page", folder)).toEqual([]);
    await show(clean.replace("<main>", '<main style="transform: translate(0.5px, 0.5px)">'));
    expect(await compared(true, "page", folder)).toEqual([]);
    expect(readFileSync(path.join(folder, "page.png")).equals(bytes)).toBe(true);
  });

  comparable.each([
    ["a word that changed", clean.replace("held", "fresh")],
    ["a digit that changed", clean.replace("12", "13")],
    ["a word that is gone", clean.replace("held", "")],
    ["another colour", clean.replace("<td>held", '<td style="color: #c00">held')],
    ["another height", `${clean}<div style="height: 900px"></div>`],
  ])("with %s is not, and its file is named", async (_, changed) => {
    await show(changed);
    const [fault, ...others] = await compared(false, "page", folder);
    expect(others).toEqual([]);
    const file = /^page: (?:\d+ pixels differ|it is 480 by).*\. Now it looks like (\S+\.png)\. /.exec(fault ?? "")?.[1] ?? "none";
    expect(readFileSync(file).subarray(1, 4).toString()).toBe("PNG");
    rmSync(path.dirname(file), { recursive: true });
  });

  comparable("that differs in the edges of its letters alone is the same", async () => {
    await show(clean.replace("<main>", '<main style="transform: translate(0.5px, 0.5px); letter-spacing: 0.02px">'));
    expect(await compared(false, "page", folder)).toEqual([]);
  });

  comparable("that is not kept yet is a fault", async () => {
    await show(clean);
    const [fault = ""] = await compared(false, "other", folder);
    expect(fault).toMatch(/^other: no picture is kept\. .*TAGSTREAM_KEEP_SCREENSHOTS=1 keeps it$/);
    rmSync(path.dirname(/\S+\.png/.exec(fault)?.[0] ?? "none/none"), { recursive: true });
  });

  test("of many colours keeps a rare one that no other is near", () => {
    const [width, height] = [64, 64];
    const rgb = new Uint8Array(width * height * 3);
    for (let pixel = 0; pixel < width * height; pixel++) rgb.set([pixel % 256, 0, pixel >> 6], pixel * 3);
    const rare = [0x17, 0xff, 0x3a];
    rgb.set(rare, 300 * 3);
    const kept = decodePng(encodePng({ width, height, rgb }));
    expect([...kept.rgb.subarray(300 * 3, 300 * 3 + 3)]).toEqual(rare);
  });

  test("of a blank page is a fault", async () => {
    await show("");
    expect(await compared(false, "page", folder)).toEqual(["page: the page is blank"]);
  });

  test("has the page's colours", async () => {
    await show('<p style="background: #123456">x</p>');
    const { width, height, rgb } = await screenshot(page);
    expect([width, height, rgb.length]).toEqual([480, 320, 480 * 320 * 3]);
    expect([...rgb.subarray((480 * 20 + 200) * 3, (480 * 20 + 200) * 3 + 3)]).toEqual([0x12, 0x34, 0x56]);
  });
});
