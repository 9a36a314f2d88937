// The status page of 100 units and a year in a browser: bytes, and the time until the table is painted.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import template from "tagstream:page";
import type { BrowserContext } from "playwright-core";
import { closeBrowser, openBrowser } from "../__tests__/support/browser.ts";
import { pageWithin } from "../src/steps/status/page-within.ts";
import { findBrowser } from "../tools/browser.cjs";
import { sampleStatus } from "../tools/page/sample.ts";
import { mark, median, seconds } from "./machine.ts";
import { heading, table } from "./table.ts";

const goals = { bytes: 1_000_000, painted: 1 };
const runs = 9;
const size = { units: 100, weeks: 52, seed: 1 };

/** Notes when the browser has painted the first row: a message comes after the frame. */
const noteWhenPainted = `new MutationObserver((_, observer) => {
  if (!document.querySelector("tr[data-unit]")) return;
  observer.disconnect();
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { window.painted = performance.now(); };
    port2.postMessage(0);
  });
}).observe(document, { childList: true, subtree: true });`;

/** The first run does not count: the browser starts its processes then. */
export async function statusPage(): Promise<void> {
  heading(`the status page of ${size.units} units with ${size.weeks} weekly publications`);
  const browser = findBrowser();
  if (browser === undefined) throw new Error("no browser: install Chromium, or set TAGSTREAM_TEST_BROWSER to one");
  process.env["TAGSTREAM_TEST_BROWSER"] = browser;
  const folder = mkdtempSync(path.join(tmpdir(), "tagstream-bench-"));
  try {
    const html = await pageWithin(sampleStatus(size), template);
    const file = path.join(folder, "index.html");
    writeFileSync(file, html);
    const context = await (await openBrowser()).newContext({ viewport: { width: 1280, height: 900 } });
    await context.addInitScript(noteWhenPainted);
    const times: number[] = [];
    for (let run = 0; run <= runs; run++) times.push(await painted(context, pathToFileURL(file).href));
    print(Buffer.byteLength(html), times.slice(1));
  } finally {
    await closeBrowser();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds from the navigation until the table is painted. */
async function painted(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction("window.painted");
  const milliseconds = await page.evaluate<number>("window.painted");
  await page.close();
  return milliseconds / 1000;
}

/** The least time is the page's own; what is more, the machine spent on other work. */
function print(bytes: number, times: readonly number[]): void {
  const least = Math.min(...times);
  table([
    ["", "figure", "goal"],
    ["page", `${(bytes / 1e6).toFixed(2)} MB`, `≤ ${goals.bytes / 1e6} MB ${mark(bytes <= goals.bytes)}`],
    [`table painted, least of ${runs}`, seconds(least), `≤ ${goals.painted} s ${mark(least <= goals.painted)}`],
    [`table painted, median of ${runs}`, seconds(median(times)), ""],
  ]);
}
