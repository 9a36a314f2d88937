/**
 * How the status page looks, and that people with any sight and any window can use it.
 * @needs browser
 */
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { pictureStatus } from "../../tools/page/picture-status.ts";
import { axeFaults } from "../support/axe-faults.ts";
import { closeBrowser, faultsOf } from "../support/browser.ts";
import { removeFolders } from "../support/git.ts";
import { compareWithKept } from "../support/screenshots.ts";
import { goTo, openStatusPage, writePage } from "../support/status-page.ts";

let page: Page;
beforeAll(async () => {
  page = await openStatusPage(await writePage(pictureStatus()));
});
afterEach(() => expect(faultsOf(page)).toEqual([]));
afterAll(closeBrowser);
afterAll(removeFolders);

const schemes = ["light", "dark"] as const;
const widths = [1280, 768, 390] as const;
const sizes = widths.flatMap((width) => schemes.map((scheme) => [width, scheme] as const));
const panel = "#unit=redis%3A22-noble-release&day=2026-11-12";

/** Shows a view in a window of this width. */
async function show(hash: string, width: number, colorScheme: "light" | "dark"): Promise<void> {
  await page.setViewportSize({ width, height: hash === panel ? 1000 : 700 });
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await goTo(page, hash);
  await page.evaluate("document.activeElement.blur(); scrollTo(0, 0)");
}

test.each(sizes)("the table, %s pixels wide, %s", async (width, scheme) => {
  await show("#", width, scheme);
  expect(await axeFaults(page)).toEqual([]);
  expect(await compareWithKept(page, `status-${width}-${scheme}`)).toEqual([]);
});

test.each(sizes)("the table of a day, %s pixels wide, %s", async (width, scheme) => {
  await show("#day=2026-11-12", width, scheme);
  expect(await axeFaults(page)).toEqual([]);
});

test.each(sizes)("the panel of a unit on a day, %s pixels wide, %s", async (width, scheme) => {
  await show(panel, width, scheme);
  expect(await page.locator("aside.panel [data-day-shows]").count()).toBe(1);
  expect(await axeFaults(page)).toEqual([]);
  const isKept = (width === 1280 && scheme === "light") || (width === 390 && scheme === "dark");
  if (isKept) expect(await compareWithKept(page, `status-panel-${width}-${scheme}`)).toEqual([]);
});
