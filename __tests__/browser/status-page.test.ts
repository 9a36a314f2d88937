/**
 * The status page in a browser: what it shows of its data, and that nothing which a stranger wrote runs.
 * @needs browser
 */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { history } from "../../src/commands/history.ts";
import { oneLine } from "../../src/core/lib/text/clean.ts";
import type { Status } from "../../src/core/status/status.ts";
import { sampleStatus } from "../../tools/page/sample.ts";
import { closeBrowser, faultsOf } from "../support/browser.ts";
import { removeFolders } from "../support/git.ts";
import { jsonOf, statusOf } from "../support/status-of.ts";
import { each, goTo, openStatusPage, writePage } from "../support/status-page.ts";
import { lookedAt, statusStory } from "../support/status-story.ts";

afterAll(closeBrowser);
afterAll(removeFolders);

const small = sampleStatus({ units: 6, weeks: 20, seed: 1 });

interface Shown {
  unit: string;
  timestamp: string;
  digest: string;
}

/** What the open panel's time line says, once it shows all. */
async function timeLine(page: Page): Promise<Shown[]> {
  const all = page.locator(".show-all");
  if (await all.isVisible()) await all.click();
  return each<Shown>(
    page,
    "[data-publication]",
    `({ unit: element.closest("[data-panel]").dataset.panel, timestamp: element.dataset.publication,
      digest: element.querySelector(".digest code").title })`,
  );
}

/** The time lines of all units, in the order of the data. */
async function timeLines(page: Page, { units }: Status): Promise<Shown[]> {
  const shown: Shown[] = [];
  for (const { unit } of units) {
    await goTo(page, `#${new URLSearchParams({ unit })}`);
    shown.push(...(await timeLine(page)));
  }
  return shown;
}

const publicationsOf = ({ units }: Pick<Status, "units">): Shown[] =>
  units.flatMap(({ unit, publications }) => publications.map(({ timestamp, digest }) => ({ unit, timestamp, digest })));

describe("a page of the samples", () => {
  let page: Page;
  let file: string;
  beforeAll(async () => {
    file = await writePage(small);
    page = await openStatusPage(file);
  });

  test("has no error, and asks for nothing", async () => {
    expect(await page.locator("tr[data-unit]").count()).toBe(6);
    await goTo(page, "#unit=squid%3A20-el8-release&day=2026-11-12");
    expect(await page.locator("aside.panel").count()).toBe(1);
    expect(faultsOf(page)).toEqual([]);
  });

  test("lists each publication of its data, and no other", async () => {
    expect(await timeLines(page, small)).toEqual(publicationsOf(small));
  });

  test("without scripts, shows a plain table", async () => {
    const plain = await openStatusPage(file, "", { javaScript: false });
    const rows = plain.locator("noscript tbody tr");
    expect(await rows.locator("td:first-child").allTextContents()).toEqual(small.units.map(({ unit }) => unit));
    expect(await rows.locator("td:nth-child(2)").allTextContents()).toEqual(
      small.units.map(({ shows }) => shows?.timestamp ?? "nothing"),
    );
    expect(faultsOf(plain)).toEqual([]);
    await plain.context().close();
  });

  test("without units, says so", async () => {
    const empty = await openStatusPage(await writePage({ ...small, units: [], notes: [] }));
    expect(await empty.locator("main h2").allTextContents()).toEqual(["No streams yet"]);
    expect(faultsOf(empty)).toEqual([]);
    await empty.context().close();
  });

  test.each([
    ["cut", (data: string) => data.slice(0, data.length / 2)],
    ["no base64", () => "%%%"],
    ["of another form", () => "H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA=="],
  ])("with damaged data (%s), says so", async (_, damage) => {
    const html = readFileSync(file, "utf8").replace(/(id="status">)([^<]*)/, (__, before, data) => before + damage(data));
    const damaged = path.join(path.dirname(file), "damaged.html");
    writeFileSync(damaged, html);
    const broken = await openStatusPage(damaged);
    expect(await broken.locator(".fault").textContent()).toMatch(/data is damaged, .*status\.json has the same/s);
    expect(faultsOf(broken)).toEqual([]);
    await broken.context().close();
  });
});

describe("a page of 100 units and a year", () => {
  const large = sampleStatus({ units: 100, weeks: 52, seed: 1 });

  test("is at most a megabyte, and shows all of them without an error", async () => {
    const file = await writePage(large);
    expect(statSync(file).size).toBeLessThanOrEqual(1_000_000);
    const page = await openStatusPage(file, "#span=year");
    const units = await each<string>(page, "tr[data-unit]", "element.dataset.unit");
    expect(units.sort()).toEqual(large.units.map(({ unit }) => unit).sort());
    const [last] = large.units.toReversed().filter(({ publications }) => publications.length > 40);
    await goTo(page, `#${new URLSearchParams({ unit: last?.unit ?? "" })}`);
    expect(await timeLine(page)).toEqual(publicationsOf({ units: last ? [last] : [] }));
    expect(faultsOf(page)).toEqual([]);
    await page.context().close();
  });
});

describe("a page of the real command", () => {
  test("lists what `history --json` lists", async () => {
    const project = await statusStory();
    const { folder, document } = await statusOf(project, lookedAt);
    const { json } = await jsonOf(project, lookedAt, history);
    const page = await openStatusPage(path.join(folder, "index.html"), "", { now: `${lookedAt.replace(" ", "T")}:00Z` });
    const shown = await timeLines(page, document);
    expect(shown).toEqual(publicationsOf(json as Pick<Status, "units">));
    expect(shown.length).toBeGreaterThan(10);
    expect(faultsOf(page)).toEqual([]);
    await page.context().close();
  });
});

describe("a page of hostile data", () => {
  const hostile = sampleStatus({ units: 18, weeks: 8, seed: 1, hostile: true });
  let page: Page;
  let elements: Set<string>;
  let text: string;
  let values: string;
  /** Everything that the page shows: the table, and each unit's panel with all its folds open. */
  beforeAll(async () => {
    page = await openStatusPage(await writePage(hostile), "", { width: 390 });
    const found: string[] = [];
    const texts: string[] = [];
    const seen: string[] = [];
    const look = async () => {
      found.push(...(await each<string>(page, "body *, head *", kinds)));
      seen.push(...(await each<string>(page, "[aria-label], [title]", "[element.ariaLabel, element.title].join('|')")));
      texts.push(await page.evaluate<string>("document.getElementById('app').textContent"));
    };
    await look();
    for (const { unit } of hostile.units) {
      await goTo(page, `#${new URLSearchParams({ unit, day: "2026-11-12" })}`);
      await look();
    }
    elements = new Set(found);
    text = texts.join("\n");
    values = seen.join("\n");
  });

  /** An element's name, and the names of its attributes. */
  const kinds = '[element.localName, ...element.getAttributeNames().sort()].join(" ")';
  const tags =
    "title meta link style script noscript a aside b bdi button caption code dd details div dl dt fieldset form g h1 h2 h3 h4 header input label legend li line main ol option p path rect circle polygon search section select small span strong summary svg table tbody td text th thead time tr ul desc defs pattern use polyline";
  const attributes =
    /^(?:id|class|title|role|tabindex|type|name|content|charset|lang|href|rel|scope|rowspan|colspan|value|max|min|placeholder|disabled|open|d|x|y|r|rx|ry|cx|cy|x1|x2|y1|y2|dx|dy|points|transform|fill|stroke|width|height|viewBox|preserveAspectRatio|text-anchor|http-equiv|autocomplete|spellcheck|for|datetime|focusable|aria-[a-z]+|data-[a-z]+(?:-[a-z]+)*)$/;

  test("runs nothing that a stranger wrote", async () => {
    expect(await page.evaluate("window.hostile")).toBeUndefined();
    expect(faultsOf(page)).toEqual([]);
  });

  test("has only elements and attributes of its own", () => {
    const names = [...elements].map((kind) => kind.split(" ")[0] ?? "");
    expect([...new Set(names)].filter((name) => !tags.split(" ").includes(name))).toEqual([]);
    const used = [...elements].flatMap((kind) => kind.split(" ").slice(1));
    expect([...new Set(used)].filter((name) => !attributes.test(name))).toEqual([]);
  });

  test("links to places in itself and to its data alone, since no address in the data is one of the web", async () => {
    const targets = await each<string>(page, "a", "element.getAttribute('href')");
    expect(targets.length).toBeGreaterThan(18);
    expect(targets.filter((target) => !/^#(?:[\w*.+%-]+=[\w*.+%-]*&?)*$/.test(target) && target !== "status.json")).toEqual([]);
  });

  test("shows what a stranger wrote as text, on one line, in its own order", () => {
    const said = hostile.units.flatMap(({ unit, repositories, shows, holds, tests, follows }) => [
      unit,
      // An address cannot name a unit with half a character in its name, so its panel does not open.
      ...(shows && !/\p{Cs}/u.test(unit) ? repositories : []),
      ...(follows?.together === undefined ? [] : [follows.together]),
      ...holds.flatMap(({ reason, owner }) => [reason, owner]),
      ...tests.map(({ name }) => name),
    ]);
    expect([...said, ...hostile.notes].filter((one) => !text.includes(oneLine(one)))).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no such character may be left
    const odd = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
    for (const shown of [text, values]) expect(odd.exec(shown)).toBeNull();
  });

  test("keeps each such text from changing the order of what stands beside it", async () => {
    const isolated = await each<string>(page, ".said", "getComputedStyle(element).unicodeBidi");
    expect(new Set(isolated)).toEqual(new Set(["isolate"]));
    const outside = await page.evaluate<string>(
      "(() => { const copy = document.getElementById('app').cloneNode(true); copy.querySelectorAll('.said, svg title').forEach((one) => one.remove()); return copy.textContent; })()",
    );
    expect(/.{0,60}(?:\u0645\u0631\u062D|<script|onerror).{0,20}/.exec(outside)?.[0]).toBeUndefined();
  });

  test("does not scroll sideways in a narrow window", async () => {
    const overflow = "document.documentElement.scrollWidth - innerWidth";
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    await goTo(page, "#");
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
  });
});
