import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import template from "tagstream:page";
import type { Page } from "playwright-core";
import type { Status } from "../../src/core/status/status.ts";
import { pageWithin } from "../../src/steps/status/page-within.ts";
import { openBrowser, openPage, type PageOptions } from "./browser.ts";
import { makeFolder } from "./git.ts";

/** Three hours after `generated` of the samples. */
export const readAt = "2026-11-27T09:30:00Z";

/** Writes the page of a status, as `tagstream status` does. Returns the path of the file. */
export async function writePage(status: Status): Promise<string> {
  const folder = path.join(makeFolder(), "site");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "index.html");
  writeFileSync(file, await pageWithin(status, template));
  return file;
}

/**
 * Opens a status page, and waits until it shows its data: the table, or that there is none.
 * @param hash the view, from `#`
 */
export async function openStatusPage(file: string, hash = "", options: PageOptions = {}): Promise<Page> {
  const page = await openPage(await openBrowser(), `file://${file}${hash}`, { now: readAt, ...options });
  if (options.javaScript !== false) await page.locator("#streams, .fault").first().waitFor({ state: "attached" });
  return page;
}

/** Goes to another view of an open page, as a link does: the page is not loaded again. */
export async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}; 0`);
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))");
}

/** Part of a page, for `page.evaluate`: what each element gives that a selector finds. */
export function each<Result>(page: Page, selector: string, expression: string): Promise<Result[]> {
  return page.evaluate<Result[]>(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((element) => ${expression})`);
}

/** Waits until an expression is true in a page. The page's policy forbids Playwright's own way, which evaluates there. */
export async function until(page: Page, expression: string): Promise<void> {
  for (const end = Date.now() + 30_000; !(await page.evaluate(`Boolean(${expression})`)); ) {
    if (Date.now() > end) throw new Error(`The page never came to: ${expression}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
