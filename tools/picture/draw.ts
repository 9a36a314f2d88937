import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findBrowser } from "../browser.cjs";
import { columns } from "./page.ts";

/** Pixels for each pixel of the page: sharp on today's screens. */
const scale = 2;

/** Draws a page into a PNG file, as high as the page is. */
export function draw(html: string, file: string): void {
  const browser = findBrowser();
  if (browser === undefined) throw new Error("no browser: install Chromium, or set TAGSTREAM_TEST_BROWSER to one");
  const folder = mkdtempSync(path.join(tmpdir(), "tagstream-picture-"));
  try {
    const page = path.join(folder, "page.html");
    writeFileSync(page, html);
    const browse = (...args: string[]): string =>
      execFileSync(
        browser,
        [
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--hide-scrollbars",
          // Diagrams take a moment.
          "--virtual-time-budget=10000",
          `--user-data-dir=${folder}/profile`,
          ...args,
          `file://${page}`,
        ],
        { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
      );
    const height = /data-height="(\d+)"/.exec(browse(`--window-size=${columns},100`, "--dump-dom"))?.[1];
    if (height === undefined) throw new Error("Chromium did not say how high the page is");
    browse(`--window-size=${columns},${height}`, `--force-device-scale-factor=${scale}`, `--screenshot=${file}`);
    makeSmaller(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A picture of text needs few colours. */
function makeSmaller(file: string): void {
  try {
    execFileSync("pngquant", ["--force", "--skip-if-larger", "--output", file, "--", "64", file], { stdio: "ignore" });
  } catch {
    console.log("pngquant is not installed, or made nothing smaller");
  }
}
