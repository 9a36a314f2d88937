// The table: its order, its filters, what a stream showed on a day and what changed since.
import { describe, expect, test } from "@jest/globals";
import { createSearch } from "../../src/core/status/search.ts";
import { shownSpans } from "../../src/core/status/shown-at.ts";
import type { Status, UnitStatus } from "../../src/core/status/status.ts";
import { shownOn } from "../../src/page/overview/day-view.ts";
import { filterRows, filtersOf } from "../../src/page/overview/filters.ts";
import { nextWords } from "../../src/page/overview/next-words.ts";
import { rowsOf } from "../../src/page/overview/rows.ts";
import { sinceWords } from "../../src/page/overview/since-words.ts";
import { groupByImage, sortOf } from "../../src/page/overview/sort.ts";
import { statusHold, statusPublication, statusUnit } from "../support/status-units.ts";
import { makeDigest } from "../support/units.ts";

const generated = "2026-11-27T06:30:00Z";
const now = Date.parse(generated);

function unitOf(unit: string, change: Partial<UnitStatus> = {}): UnitStatus {
  return statusUnit({ unit, image: unit.slice(0, unit.indexOf(":")), ...change });
}

function statusOf(...units: UnitStatus[]): Status {
  return { version: 1, generated, limit: 864_000, units, notes: [] };
}

const stale = { freshness: { state: "stale" as const, published: "2026-10-01T06:17:00Z" } };
const old = { freshness: { state: "fresh" as const, published: "2026-11-18T06:17:00Z" } };
const units = statusOf(
  unitOf("b:fresh"),
  unitOf("b:held", { holds: [statusHold(12)] }),
  unitOf("a:old", old),
  unitOf("c:stale", stale),
  unitOf("c:fresh"),
);

describe("order", () => {
  const order = (sort: string | undefined) =>
    groupByImage(rowsOf(units, now), sortOf(sort)).map(({ rows }) => rows.map(({ unit }) => unit.unit).join(" "));

  test.each([
    [undefined, ["c:stale c:fresh", "b:held b:fresh", "a:old"]],
    ["nonsense", ["c:stale c:fresh", "b:held b:fresh", "a:old"]],
    ["name", ["a:old", "b:fresh b:held", "c:fresh c:stale"]],
    ["age", ["c:stale c:fresh", "a:old", "b:fresh b:held"]],
  ])("by %s", (sort, expected) => {
    expect(order(sort)).toEqual(expected);
  });

  test("ages grow with the reader's clock: what was fresh is stale later", () => {
    const later = now + 30 * 86_400_000;
    expect(rowsOf(units, later).every(({ states }) => states[0]?.name === "stale")).toBe(true);
  });
});

describe("filters and search", () => {
  const rows = rowsOf(units, now);
  const search = createSearch(units);
  const namesOf = (view: Parameters<typeof filterRows>[1]) => filterRows(rows, view, search).map(({ unit }) => unit.unit);

  test("those that people look for stay without any row; others appear with one", () => {
    expect(filtersOf(rows).map(({ name, count }) => `${name} ${count}`)).toEqual([
      "stale 1",
      "unknown 0",
      "registries differ 0",
      "held 1",
      "waiting 0",
    ]);
    const never = rowsOf(statusOf(unitOf("a:b", { freshness: { state: "never" } })), now);
    expect(filtersOf(never)).toContainEqual({ name: "never published", count: 1 });
  });

  test.each([
    [{}, ["b:fresh", "b:held", "a:old", "c:stale", "c:fresh"]],
    [{ filter: "stale" }, ["c:stale"]],
    [{ query: "  " }, ["b:fresh", "b:held", "a:old", "c:stale", "c:fresh"]],
    [{ query: "#12" }, ["b:held"]],
    [{ query: "fresh", filter: "held" }, []],
    [{ filter: "nonsense" }, []],
  ])("%j finds %j", (view, expected) => {
    expect(namesOf(view)).toEqual(expected);
  });
});

describe("a day", () => {
  const [first, second] = [makeDigest("a"), makeDigest("b")];
  const onDay = (day: string, ...publications: UnitStatus["publications"]) => {
    const unit = statusUnit({ publications, shows: { digest: publications[0]?.digest ?? first } });
    const { at, earlier } = shownOn(shownSpans(unit, now), day);
    return [at.kind === "shown" ? at.span.publication : at.kind, earlier.map(({ publication }) => publication)];
  };
  const two = [statusPublication("20261112-0617", { digest: second }), statusPublication("20261105-0617", { digest: first })];

  test.each<[string, unknown, unknown[]]>([
    ["2026-11-04", "nothing", []],
    ["2026-11-11", "20261105-0617", []],
    ["2026-11-12", "20261112-0617", ["20261105-0617"]],
    ["2026-11-13", "20261112-0617", []],
    ["2026-11-27", "20261112-0617", []],
    ["2027-01-01", "20261112-0617", []],
  ])("on %s it showed %s, and earlier %j", (day, at, earlier) => {
    expect(onDay(day, ...two)).toEqual([at, earlier]);
  });

  test("a publication of a whole day is that day's; one of the next midnight is not", () => {
    const before = statusPublication("20261105-0617", { digest: first });
    expect(onDay("2026-11-12", statusPublication("20261112", { digest: second }), before)[0]).toBe("20261112");
    expect(onDay("2026-11-12", statusPublication("20261112-01", { digest: second }), before)[0]).toBe("20261112-01");
    expect(onDay("2026-11-12", statusPublication("20261113-0000", { digest: second }), before)[0]).toBe("20261105-0617");
  });
});

describe("since then", () => {
  const change = (name: string) => ({ kind: "changed" as const, name, before: ["1"], now: ["2"] });
  const packages = (...names: string[]) => ({ packages: { changed: names.length, changes: names.map(change) } });
  const unit = statusUnit({
    publications: [
      statusPublication("20261126-0617", { digest: makeDigest("d") }),
      statusPublication("20261119-0617", { digest: makeDigest("c"), ...packages("curl", "zlib") }),
      statusPublication("20261112-0617", { digest: makeDigest("b"), ...packages("curl") }),
      statusPublication("20261105-0617", { digest: makeDigest("a") }),
    ],
  });

  test.each([
    ["20261105-0617", "20261112-0617", "1 publication later · 1 package"],
    ["20261105-0617", "20261119-0617", "2 publications later · 2 packages"],
    ["20261119-0617", "20261105-0617", "2 publications earlier · 2 packages"],
    ["20261105-0617", "20261126-0617", "3 publications later · at least 2 packages"],
    ["20261119-0617", "20261126-0617", "1 publication later · packages not compared"],
    ["20250101-0000", "20261126-0617", "another image; what changed is not known"],
    [undefined, "20261126-0617", "another image; what changed is not known"],
  ])("from %s to %s: %s", (from, to, words) => {
    expect(sinceWords(unit, from, to)).toBe(words);
  });
});

describe("next", () => {
  const follow = { unit: "squid:25-el9-fresh", soak: 0, shown: 0, verdict: "optional" };
  const next = { timestamp: "20261123-0617", digest: makeDigest("a"), waitingFor: ["soak (2 d of 7 d)"], conditions: [] };
  const wordsOf = (follows: Partial<UnitStatus["follows"]>) =>
    nextWords(statusUnit({ stream: "stable", streamTag: "25-el9-stable", follows: { ...follow, ...follows } }), now);

  test("a unit that follows none", () => {
    expect(nextWords(statusUnit(), now)).toBeUndefined();
  });

  test.each<[Partial<UnitStatus["follows"]>, string, string | undefined]>([
    [{}, "up to date with fresh", undefined],
    [{ takes: next }, "takes 23 Nov 2026, 06:17", "from fresh, on the next run"],
    [{ next: { ...next, at: "2026-11-30T06:30:00Z" } }, "23 Nov 2026, 06:17 from fresh", "in 3 d; waits for soak (2 d of 7 d)"],
    [{ next: { ...next, at: "2026-11-20T06:30:00Z" } }, "23 Nov 2026, 06:17 from fresh", "due 7 d ago"],
    [{ next: { ...next, waitingFor: ["verdict", "soak"] } }, "23 Nov 2026, 06:17 from fresh", "waits for verdict and soak"],
    [{ next: { ...next, withdrawn: "kim yanked it" } }, "23 Nov 2026, 06:17 from fresh", "withdrawn: it stays out"],
    [{ withdrawn: "kim yanked it" }, "shows a withdrawn image", "kim yanked it"],
    [{ unknown: "the registry timed out" }, "not known", "the registry timed out"],
  ])("%j", (follows, main, more) => {
    expect(wordsOf(follows)).toEqual(more === undefined ? { main } : { main, more });
  });
});
