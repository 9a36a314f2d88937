import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { liberationFolder } from "./browser-fonts.ts";
import { isBlank, pictureChange } from "./picture-changes.ts";
import { decodePng, encodePng, type Picture } from "./png.ts";

/** The pictures that pages are compared with. */
export const screenshotFolder = path.resolve(import.meta.dirname, "../browser/screenshots");

/** In bytes: the repository keeps every version of each picture. */
const largest = 150_000;

let isReasonPrinted = false;

/** A picture of a whole page, as high as the page is. */
export async function screenshot(page: Page): Promise<Picture> {
  return decodePng(await page.screenshot({ fullPage: true, animations: "disabled", caret: "hide" }));
}

/**
 * Compares a page with its kept picture, `__tests__/browser/screenshots/NAME.png`. Returns faults:
 * none if the page looks as it did. A fault names a file in the temporary folder with the picture of
 * now. With `TAGSTREAM_KEEP_SCREENSHOTS=1` that becomes the kept one. Where the fonts differ from
 * those of the kept pictures, it says so once, and checks only that the page is not blank.
 */
export async function compareWithKept(page: Page, name: string, folder = screenshotFolder): Promise<string[]> {
  const picture = await screenshot(page);
  if (isBlank(picture)) return [`${name}: the page is blank`];
  if (liberationFolder() === undefined) return sayOnce();
  const file = path.join(folder, `${name}.png`);
  if (process.env["TAGSTREAM_KEEP_SCREENSHOTS"] === "1") return keep(picture, name, file);
  const change = existsSync(file) ? pictureChange(decodePng(readFileSync(file)), picture) : "no picture is kept";
  if (change === undefined) return [];
  const actual = path.join(mkdtempSync(path.join(tmpdir(), "tagstream-screenshot-")), `${name}.png`);
  writeFileSync(actual, encodePng(picture));
  return [`${name}: ${change}. Now it looks like ${actual}. If that is right, TAGSTREAM_KEEP_SCREENSHOTS=1 keeps it`];
}

/** Writes a picture, unless the kept one looks the same: its bytes then stay. */
function keep(picture: Picture, name: string, file: string): string[] {
  if (existsSync(file) && pictureChange(decodePng(readFileSync(file)), picture) === undefined) return [];
  const bytes = encodePng(picture);
  if (bytes.length > largest)
    return [`${name}: its picture has ${bytes.length} bytes, more than ${largest}: show less of the page`];
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  return [];
}

function sayOnce(): [] {
  if (!isReasonPrinted)
    process.stderr.write(
      "Pages are not compared with kept pictures: the Liberation fonts are not here (Debian: fonts-liberation).\n",
    );
  isReasonPrinted = true;
  return [];
}
