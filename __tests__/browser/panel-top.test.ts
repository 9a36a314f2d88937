/**
 * Where the panel of a stream begins in a narrow window, in which it scrolls with the page.
 * @needs browser
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import template from "tagstream:page";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { pack } from "../../src/core/status/packed.ts";
import { statusPage } from "../../src/render/status/page.ts";
import { pageData } from "../../src/steps/status/page-data.ts";
import { sampleStatus } from "../../tools/page/sample.ts";
import { closeBrowser, faultsOf, openBrowser, openPage } from "../support/browser.ts";
import { makeFolder, removeFolders } from "../support/git.ts";

afterAll(closeBrowser);
afterAll(removeFolders);

const status = sampleStatus({ units: 8, weeks: 12, seed: 1 });
let page: Page;
beforeAll(async () => {
  const file = path.join(makeFolder(), "index.html");
  writeFileSync(file, statusPage(status, await pageData(JSON.stringify(pack(status))), template));
  page = await openPage(await openBrowser(), file, { width: 390, height: 844, now: status.generated });
});
afterEach(() => expect(faultsOf(page)).toEqual([]));

/** How far the page is scrolled once it came to rest: effects come after a frame. */
const scrolled = (): Promise<number> =>
  page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(Math.round(scrollY)), 100)))");

test("a panel opens at its top, whichever row was tapped, and the table is back where it was", async () => {
  const last = page.locator("tr[data-unit] a").last();
  await last.scrollIntoViewIfNeeded();
  const before = await scrolled();
  expect(before).toBeGreaterThan(0);
  await last.click();
  await page.waitForSelector(".panel");
  expect(await scrolled()).toBe(0);
  await page.keyboard.press("Escape");
  expect(await scrolled()).toBe(before);
});
