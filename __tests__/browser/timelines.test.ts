/**
 * What Mermaid draws of a summary's time lines.
 * @needs browser
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import type { Page } from "playwright-core";
import { timelinesMarkdown } from "../../src/render/summary/timelines-markdown.ts";
import { closeBrowser, faultsOf, openBrowser, openPage } from "../support/browser.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import { makePublicationId } from "../support/holds.ts";
import { addMermaid, type DrawnGantt, drawGantt } from "../support/mermaid.ts";
import { hostileUnits, makeHeldTimeline, makePublication, makeTimeline, now, promoted } from "../support/timelines.ts";
import { makeDigest } from "../support/units.ts";

afterAll(closeBrowser);
afterAll(removeFolders);

let page: Page;
beforeAll(async () => {
  const file = path.join(makeFolder(), "page.html");
  writeFileSync(file, "<!doctype html><title>Summary</title><body></body>");
  page = await openPage(await openBrowser(), file, { width: 1000 });
  await addMermaid(page);
});
afterEach(() => expect(faultsOf(page)).toEqual([]));

/** Draws the diagram of a summary that went through GitHub's Markdown. */
async function draw(markdown: string, theme: "default" | "dark" = "default"): Promise<DrawnGantt> {
  const html = micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  await page.evaluate(`document.body.innerHTML = ${JSON.stringify(html)}`);
  const diagrams = await page.locator("pre > code.language-mermaid").allTextContents();
  expect(diagrams).toHaveLength(1);
  return drawGantt(page, diagrams.join(), theme);
}

const rolledBack = { kind: "rolled back", to: makePublicationId("20261026-0617") } as const;
const streams = [
  makeTimeline("base:25-el9-release"),
  makeTimeline("squid:25-el9-release", {
    publications: [
      makePublication("20261026-0617"),
      makePublication("20261102-0617", promoted),
      makePublication("20261111-0800", rolledBack, "20261026-0617"),
      makePublication("20261116-0617"),
      makePublication("20261127-0617", promoted),
    ],
    holds: [{ issue: 17, since: "2026-11-11T07:59:40Z", until: "2026-11-19T09:00:00Z", digest: makeDigest("20261026-0617") }],
  }),
  makeHeldTimeline("xcache:25-el9-release"),
  makeTimeline("frontier-squid:25-el9-testing", {
    publications: ["20261124-0617", "20261125-0617", "20261126-0617", "20261127-0617"].map((stamp) => makePublication(stamp)),
  }),
];

describe.each(["default", "dark"] as const)("in Mermaid's theme %s", (theme) => {
  let drawn: DrawnGantt;
  beforeAll(async () => {
    drawn = await draw(timelinesMarkdown(streams, 0, now), theme);
  });

  test("each stream is named beside its rows", () => {
    expect(drawn.sections.map(({ text }) => text)).toEqual(streams.map(({ unit }) => unit.name));
    const first = Math.min(...drawn.bars.map(({ left }) => left));
    for (const { text, right } of drawn.sections) expect({ text, isApart: right < first }).toEqual({ text, isApart: true });
  });

  test("a stream without a hold has one row", () => {
    const rows = new Set(drawn.bars.map(({ top }) => top));
    expect(rows.size).toBe(1 + 3 + 3 + 1);
  });

  test("no bar covers another one", () => {
    for (const bar of drawn.bars)
      for (const other of drawn.bars)
        if (bar !== other && bar.top === other.top)
          expect(Math.min(bar.right, other.right) - Math.max(bar.left, other.left)).toBeLessThan(1);
  });

  test("each text is within its bar", () => {
    for (const { label, left, right } of drawn.bars.filter((bar) => bar.label.text !== "\u200b"))
      expect({ text: label.text, fits: label.left >= left && label.right <= right }).toEqual({ text: label.text, fits: true });
  });

  test("people who hear it hear what each stream shows", () => {
    expect(drawn.title).toBe("What 4 streams showed, and when");
    expect(drawn.description).toContain("xcache:25-el9-release shows 9 Nov built, held.");
  });
});

test("the axis names Mondays", async () => {
  const { axis } = await draw(timelinesMarkdown(streams, 0, now));
  expect(axis).toEqual(["26 Oct", "2 Nov", "9 Nov", "16 Nov", "23 Nov", "30 Nov", "7 Dec"]);
});

test("the first publication of all is drawn", async () => {
  const first = makeTimeline("squid:release", { publications: [makePublication("20261127-0617")], more: false });
  const { bars } = await draw(timelinesMarkdown([first], 0, now));
  expect(bars.map(({ label }) => label.text)).toEqual(["27 Nov built"]);
  expect(bars[0]?.classes).toContain("active");
});

test("names that mean something to Mermaid, HTML or Markdown are text", async () => {
  const timelines = hostileUnits.map((unit) => makeHeldTimeline(unit));
  const { sections, bars, foreign, title } = await draw(timelinesMarkdown(timelines, 0, now));
  expect(sections).toHaveLength(hostileUnits.length);
  expect(bars).toHaveLength(hostileUnits.length * 7);
  expect(foreign).toBe(0);
  expect(title).toBe(`What ${hostileUnits.length} streams showed, and when`);
  expect(await page.title()).toBe("Summary");
});

test("the largest picture fits on a screen", async () => {
  const many = Array.from({ length: 20 }, (_, index) => makeHeldTimeline(`${"image".repeat(20)}${index}:${"x".repeat(99)}`));
  const { height, sections } = await draw(timelinesMarkdown(many, 0, now));
  expect(sections).toHaveLength(10);
  expect(height).toBeLessThan(850);
});
