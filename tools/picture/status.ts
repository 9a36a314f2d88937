import { writeFileSync } from "node:fs";
import { closeBrowser, openBrowser, openPage } from "../../__tests__/support/browser.ts";
import { removeFolders } from "../../__tests__/support/git.ts";
import { decodePng, encodePng } from "../../__tests__/support/png.ts";
import { readAt, writePage } from "../../__tests__/support/status-page.ts";
import { findBrowser } from "../browser.cjs";
import { pictureStatus } from "../page/picture-status.ts";
import { statusColumns } from "./page.ts";

/** Draws the table of the status page into a PNG file, sharp on today's screens. It needs no engine. */
export async function drawStatus(file: string): Promise<void> {
  process.env["TAGSTREAM_TEST_BROWSER"] = findBrowser();
  try {
    const size = { width: statusColumns, height: 100, scale: 2 };
    const page = await openPage(await openBrowser(), await writePage(pictureStatus()), { ...size, now: readAt });
    await page.locator("tr[data-unit]").first().waitFor();
    writeFileSync(file, encodePng(decodePng(await page.screenshot({ fullPage: true }))));
  } finally {
    await closeBrowser();
    removeFolders();
  }
}
