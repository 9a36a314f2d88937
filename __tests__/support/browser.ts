import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { liberationFolder, writeFontconfig } from "./browser-fonts.ts";

/** What `openPage` admits. */
export interface PageOptions {
  /** In CSS pixels; 1280 by 900 unless told. */
  width?: number;
  height?: number;
  colorScheme?: "light" | "dark";
  /** Device pixels for each CSS pixel; 1 unless told. */
  scale?: number;
  /** Whether the page's own scripts run; true unless told. */
  javaScript?: boolean;
  /** What the page's clock shows all the time: a moment of ISO 8601. */
  now?: string;
}

/** The clock of pages that are told no other moment. */
export const pageClock = "2026-11-23T12:00:00Z";

let opened: { browser: Promise<Browser>; folder: string } | undefined;
const faults = new WeakMap<Page, string[]>();
const scriptless = new WeakSet<Page>();

/**
 * The browser of this test file: each call gives the same one. The file's first comment must say
 * `@needs browser`, and the file must end with `afterAll(closeBrowser)`.
 */
export function openBrowser(): Promise<Browser> {
  opened ??= launch();
  return opened.browser;
}

function launch() {
  const executablePath = process.env["TAGSTREAM_TEST_BROWSER"];
  if (!executablePath)
    throw new Error(
      "TAGSTREAM_TEST_BROWSER is not set. A test file that needs a browser begins with a comment that says `@needs browser`",
    );
  const folder = mkdtempSync(path.join(tmpdir(), "tagstream-browser-"));
  const fonts = liberationFolder();
  const fontconfig = fonts === undefined ? {} : { FONTCONFIG_FILE: writeFontconfig(fonts, folder) };
  const browser = chromium.launch({
    executablePath,
    // Root has no sandbox, and many containers have none. Tests open their own pages alone.
    chromiumSandbox: false,
    args: ["--disable-lcd-text", "--font-render-hinting=none"],
    env: { ...process.env, ...fontconfig },
  });
  return { browser, folder };
}

/** Closes the browser of this test file, with all its pages. */
export async function closeBrowser(): Promise<void> {
  if (opened === undefined) return;
  const { browser, folder } = opened;
  opened = undefined;
  await (await browser).close();
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Opens a file or a URL in a fresh context: no cookies, a fixed clock, no motion, UTC. Nothing reaches the network: requests to anything but the page's own file, or
 * its own origin for a URL, fail, and `faultsOf` names them.
 */
export async function openPage(browser: Browser, fileOrUrl: string, options: PageOptions = {}): Promise<Page> {
  const url = /^[a-z]+:\/\//.test(fileOrUrl) ? fileOrUrl : pathToFileURL(fileOrUrl).href;
  const { width = 1280, height = 900, colorScheme = "light", javaScript = true, now = pageClock, scale = 1 } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    javaScriptEnabled: javaScript,
    deviceScaleFactor: scale,
    reducedMotion: "reduce",
    locale: "en-US",
    timezoneId: "UTC",
    serviceWorkers: "block",
  });
  await context.clock.setFixedTime(new Date(now));
  const found: string[] = [];
  await keepToItself(context, url, found);
  const page = await context.newPage();
  faults.set(page, found);
  if (!javaScript) scriptless.add(page);
  page.on("console", (message) => {
    if (message.type() === "error") found.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => void found.push(`error: ${error.message}`));
  await page.goto(url, { waitUntil: "load" });
  return page;
}

/** Whether a page was opened without JavaScript. */
export const isScriptless = (page: Page): boolean => scriptless.has(page);

/** Lets a page ask for nothing but what belongs to it, and notes what else it asks for. */
async function keepToItself(context: BrowserContext, url: string, found: string[]): Promise<void> {
  await context.route("**/*", (route) => {
    const asked = route.request().url();
    if (belongsTo(url, asked)) return route.continue();
    found.push(`request: ${asked}`);
    return route.abort();
  });
  await context.routeWebSocket("**/*", (socket) => void found.push(`request: ${socket.url()}`));
}

/** Whether a page may ask for this: the same file, or for a page of a server, the same origin. */
function belongsTo(page: string, asked: string): boolean {
  const [own, other] = [new URL(page), new URL(asked)];
  if (other.protocol === "data:" || other.protocol === "blob:") return true;
  if (own.protocol === "file:") return other.protocol === "file:" && own.pathname === other.pathname;
  return own.origin === other.origin;
}

/**
 * What went wrong in a page since `openPage`: errors in its console, errors that its scripts threw,
 * and requests to anything that is not its own.
 */
export function faultsOf(page: Page): string[] {
  const found = faults.get(page);
  if (found === undefined) throw new Error("This page was not opened by openPage");
  return [...found];
}
