/**
 * What people ask the status page, with a mouse and with the keyboard alone.
 * @needs browser
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { changesBetween } from "../../src/core/status/changes-since.ts";
import { createSearch } from "../../src/core/status/search.ts";
import { shownAt, shownSpans } from "../../src/core/status/shown-at.ts";
import { countStates, statesOf } from "../../src/core/status/state.ts";
import type { UnitStatus } from "../../src/core/status/status.ts";
import { sampleStatus } from "../../tools/page/sample.ts";
import { closeBrowser, faultsOf } from "../support/browser.ts";
import { removeFolders } from "../support/git.ts";
import { each, goTo, openStatusPage, readAt, until, writePage } from "../support/status-page.ts";

const status = sampleStatus({ units: 16, weeks: 20, seed: 1 });
const read = Date.parse(status.generated);
const search = createSearch(status);
const endOfDay = Date.parse("2026-11-12T23:59:59Z");
const view = (parts: Record<string, string>) => `#${new URLSearchParams(parts)}`;

let page: Page;
beforeAll(async () => {
  page = await openStatusPage(await writePage(status));
});
afterEach(() => expect(faultsOf(page)).toEqual([]));
afterAll(closeBrowser);
afterAll(removeFolders);

const rows = (): Promise<string[]> => each<string>(page, "tr[data-unit]", "element.dataset.unit");
const focused = (): Promise<string> =>
  page.evaluate("document.activeElement.closest('[data-unit]')?.dataset.unit ?? document.activeElement.id ?? ''");
const hash = (): Promise<string> => page.evaluate("location.hash");

/** What a unit showed on 12 November, if its publications say so, and what it shows now. */
function answerOf(unit: UnitStatus) {
  const at = shownAt(shownSpans(unit, read), endOfDay);
  const then = at.kind === "shown" ? at.span : undefined;
  const now = unit.shows?.timestamp;
  const changes = then?.publication === undefined || now === undefined ? undefined : changesBetween(unit, then.publication, now);
  return { then, now, changes };
}

const asked = status.units.find((unit) => answerOf(unit).changes?.changes.some(({ kind }) => kind === "changed"));
const unit = asked?.unit ?? "";

describe("which image did we run on 12 November, and what changed since?", () => {
  test("the day of the whole table is chosen in its field", async () => {
    await page.fill("input[name=day]", "2026-11-12");
    expect(await hash()).toBe("#day=2026-11-12");
    const shown = await each<{ unit: string; text: string }>(
      page,
      "tr[data-unit]",
      "({ unit: element.dataset.unit, text: element.textContent })",
    );
    const wrong = shown.filter(({ unit: name, text }) => {
      const { then } = answerOf(status.units.find((one) => one.unit === name) as UnitStatus);
      return !text.includes(then?.digest.slice(7, 19) ?? "nothing");
    });
    expect(wrong).toEqual([]);
    expect(shown).toHaveLength(status.units.length);
  });

  test("the row of the image opens by keyboard, with the tag, the digest and the packages", async () => {
    const { then, now, changes } = answerOf(asked as UnitStatus);
    await page.locator(`tr[data-unit="${unit}"] th a`).focus();
    await page.keyboard.press("Enter");
    await page.locator("[data-day-shows]").waitFor();
    expect(await page.getAttribute("[data-day-shows]", "data-day-shows")).toBe(then?.publication);
    expect(await page.getAttribute("[data-day-shows] .digest code", "title")).toBe(then?.digest);
    const part = page.locator('section[data-part="changes"]');
    expect(await part.locator("h3").textContent()).toBe(`Changes since ${then?.publication}`);
    expect(await part.locator("[data-changes]").textContent()).toContain(`It shows ${now} now`);
    const packages = await each<string>(
      page,
      'section[data-part="changes"] tr[data-change]',
      "[...element.cells].map((cell) => cell.querySelector('.said').textContent).join(' ')",
    );
    const expected = changes?.changes.map(({ name, before, now: after }) => `${name} ${before.join(", ")} ${after.join(", ")}`);
    expect(packages.length).toBeGreaterThan(0);
    expect(packages.sort()).toEqual(expected?.sort());
  });

  test("the address leads back to the same view", async () => {
    expect(await hash()).toBe(view({ unit, day: "2026-11-12" }));
    const texts = () => page.locator("aside.panel section").allTextContents();
    const before = await texts();
    await page.reload();
    await page.locator("[data-day-shows]").waitFor();
    expect(await texts()).toEqual(before);
    expect(await page.inputValue("input[name=day]")).toBe("2026-11-12");
  });

  test("the browser's way back leads through the views", async () => {
    await goTo(page, "#");
    await page.locator("aside.panel").waitFor({ state: "detached" });
    await page.goBack();
    expect(await page.locator("aside.panel").getAttribute("data-panel")).toBe(unit);
    expect(await hash()).toBe(view({ unit, day: "2026-11-12" }));
  });

  test("a publication of the time line is compared with now, and the focus comes back to it", async () => {
    await goTo(page, view({ unit }));
    const button = page.locator("[data-compare]").nth(1);
    const since = (await button.getAttribute("data-compare")) ?? "";
    await button.press("Enter");
    expect(await hash()).toBe(view({ unit, since }));
    const net = changesBetween(asked as UnitStatus, since, asked?.shows?.timestamp ?? "");
    expect(await page.getAttribute("[data-changes]", "data-changes")).toBe(String(net?.changes.length));
    await page.click(".end-comparison");
    await until(page, `document.activeElement.dataset.compare === ${JSON.stringify(since)}`);
  });
});

test("the address of a stream that is gone says so", async () => {
  await goTo(page, view({ unit: "squid:gone" }));
  expect(await page.locator(".notice").textContent()).toContain("There is no stream squid:gone here");
  expect(await page.locator("aside.panel").count()).toBe(0);
});

describe("search and filters", () => {
  beforeAll(() => goTo(page, "#"));

  const packageName = asked?.publications[0]?.packages?.changes[0]?.name ?? "";
  const promoted = status.units.flatMap(({ publications }) => publications).find(({ origin }) => origin.kind === "promoted");
  const number = promoted?.origin.kind === "promoted" ? promoted.origin.pullRequest : undefined;

  test.each([
    ["a package", `pkg:${packageName}`],
    ["a pull request", `#${number}`],
    ["the beginning of a digest", asked?.publications[2]?.digest.slice(7, 15) ?? ""],
    ["a name", "redis"],
  ])("%s finds the same streams as the search itself", async (_, query) => {
    await page.fill("input[name=query]", query);
    const found = search(query).map((one) => one.unit.unit);
    expect(found.length).toBeGreaterThan(0);
    expect((await rows()).sort()).toEqual(found.sort());
  });

  test("without a match, it says so, and offers all streams again", async () => {
    await page.fill("input[name=query]", "there is none");
    expect(await page.locator("main h2").textContent()).toBe("No stream matches");
    expect(await page.locator(".empty p").textContent()).toContain("there is none");
    await page.click(".empty button");
    expect(await rows()).toHaveLength(status.units.length);
    expect(await page.inputValue("input[name=query]")).toBe("");
  });

  test("each filter shows as many streams as it says, which is how many are in that state", async () => {
    const counts = countStates(status.units.map((one) => statesOf(one, status, Date.parse(readAt))));
    const names = await each<string>(page, "[data-filter]:not([disabled])", "element.dataset.filter");
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      const button = page.locator(`[data-filter="${name}"]`);
      await button.click();
      const shown = await rows();
      expect([name, shown.length, await button.locator(".count").textContent()]).toEqual([
        name,
        [...counts].find(([state]) => state === name)?.[1],
        String(shown.length),
      ]);
      await button.click();
    }
    expect(await rows()).toHaveLength(status.units.length);
  });
});

describe("the keyboard alone", () => {
  beforeAll(() => goTo(page, "#"));

  test("`/` goes to the search, Escape empties it", async () => {
    await page.evaluate("document.activeElement.blur()");
    await page.keyboard.press("/");
    expect(await page.evaluate("document.activeElement.name")).toBe("query");
    await page.keyboard.type("redis");
    await page.keyboard.press("Escape");
    expect(await page.inputValue("input[name=query]")).toBe("");
  });

  test("the first Tab offers to skip the header", async () => {
    await page.evaluate("document.activeElement.blur(); scrollTo(0, 0)");
    await page.locator(".skip").focus();
    expect(await page.evaluate("document.querySelector('button, a, input, summary').className")).toBe("skip");
    expect((await page.locator(".skip").boundingBox())?.y).toBeGreaterThanOrEqual(0);
    await page.keyboard.press("Enter");
    expect(await focused()).toBe("streams");
  });

  test("arrows, Home and End move through the rows; Enter opens one, Escape closes it, and the focus comes back", async () => {
    const order = await rows();
    await page.locator("tr[data-unit] th a").first().focus();
    for (const key of ["ArrowDown", "ArrowDown", "ArrowUp"]) await page.keyboard.press(key);
    expect(await focused()).toBe(order[1]);
    await page.keyboard.press("End");
    expect(await focused()).toBe(order.at(-1));
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator("aside.panel").waitFor();
    expect(await focused()).toBe("panel-title");
    await page.keyboard.press("Escape");
    await until(page, "document.activeElement.closest('[data-unit]')");
    expect(await focused()).toBe(order[1]);
    expect(await page.locator("aside.panel").count()).toBe(0);
  });

  test("arrows move through the publications; the whole list goes on where it was cut", async () => {
    await goTo(page, view({ unit }));
    const at = () => page.evaluate("document.activeElement.dataset.publication");
    const stamps = asked?.publications.map(({ timestamp }) => timestamp) ?? [];
    await page.locator("[data-publication]").first().focus();
    await page.keyboard.press("ArrowDown");
    expect(await at()).toBe((await each<string>(page, ".time-line > li", "element.dataset.publication"))[1]);
    await page.locator(".show-all").press("Enter");
    await until(
      page,
      "document.querySelectorAll('[data-publication]').length > 15 && document.activeElement.dataset.publication",
    );
    expect(await at()).toBe(stamps[15]);
  });
});

test("a button copies how to pull exactly this image", async () => {
  await goTo(page, view({ unit }));
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const reference = `${asked?.repositories[0]}:${asked?.streamTag}@${asked?.shows?.digest}`;
  const button = page.getByRole("button", { name: `Copy exactly this image: ${reference}`, exact: true });
  await button.click();
  await until(page, "document.querySelector('.copy[data-outcome]')");
  expect(await button.getAttribute("data-outcome")).toBe("copied");
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(reference);
});
