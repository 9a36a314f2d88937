/**
 * The status page on paper.
 * @needs browser
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { sampleStatus } from "../../tools/page/sample.ts";
import { closeBrowser, faultsOf } from "../support/browser.ts";
import { removeFolders } from "../support/git.ts";
import { each, goTo, openStatusPage, writePage } from "../support/status-page.ts";

const status = sampleStatus({ units: 16, weeks: 20, seed: 1 });
const asked = status.units[0];

let page: Page;
beforeAll(async () => {
  page = await openStatusPage(await writePage(status));
});
afterEach(() => expect(faultsOf(page)).toEqual([]));
afterAll(closeBrowser);
afterAll(removeFolders);

describe("on paper", () => {
  beforeAll(async () => {
    await goTo(page, "#");
    await page.emulateMedia({ media: "print" });
  });

  test("stand all streams, and no controls", async () => {
    const visible = await each<string>(page, "tr[data-unit]", "element.checkVisibility() ? element.dataset.unit : ''");
    expect(visible.sort()).toEqual(status.units.map((one) => one.unit).sort());
    expect(await page.locator("input:visible, .copy:visible, .filters button:visible").count()).toBe(0);
    expect((await page.pdf()).subarray(0, 4).toString()).toBe("%PDF");
  });

  test("an open panel has all its publications, with their folds open", async () => {
    await goTo(page, `#${new URLSearchParams({ unit: asked?.unit ?? "" })}`);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator("[data-publication]:visible").count()).toBe(asked?.publications.length);
    expect(await page.locator(".panel details:not([open])").count()).toBe(0);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
  });
});
