// The page's address says what it shows: reading and printing are opposites.
import { describe, expect, test } from "@jest/globals";
import { printView, readView, type View } from "../../src/page/address.ts";

const views: [string, View, string][] = [
  ["nothing", {}, "#"],
  ["a unit, whose colon is escaped", { unit: "squid:25-el9-release" }, "#unit=squid%3A25-el9-release"],
  [
    "all parts, in their order",
    { unit: "a:b", day: "2026-11-12", since: "20261109-0617", query: "x", filter: "stale", sort: "age", span: "year" },
    "#unit=a%3Ab&day=2026-11-12&since=20261109-0617&query=x&filter=stale&sort=age&span=year",
  ],
  [
    "signs that addresses use themselves",
    { query: "a&day=2026-01-01 #5 +1 100%" },
    "#query=a%26day%3D2026-01-01+%235+%2B1+100%25",
  ],
  ["other scripts", { query: "é 漢字 👍" }, "#query=%C3%A9+%E6%BC%A2%E5%AD%97+%F0%9F%91%8D"],
  ["markup", { unit: "<img src=x onerror=alert(1)>" }, "#unit=%3Cimg+src%3Dx+onerror%3Dalert%281%29%3E"],
];

test.each(views)("round trip: %s", (_, view, hash) => {
  expect(printView(view)).toBe(hash);
  expect(readView(hash)).toEqual(view);
});

describe("what people may write into the address", () => {
  test.each<[string, string, View]>([
    ["no hash", "", {}],
    ["without #", "unit=a%3Ab", { unit: "a:b" }],
    ["an unescaped colon", "#unit=a:b", { unit: "a:b" }],
    ["empty values", "#unit=&day=&query=", {}],
    ["a part twice: the first counts", "#unit=a&unit=b", { unit: "a" }],
    ["unknown parts, and those of objects", "#__proto__=x&constructor=y&other=z&unit=a", { unit: "a" }],
    ["a broken escape", "#unit=%E0%A4%A&query=%", { unit: "\ufffd%A", query: "%" }],
    ["the anchor of an element", "#main", {}],
    ["a day that does not exist", "#day=2026-02-30&unit=a", { unit: "a" }],
    ["a day in another form", "#day=12.11.2026", {}],
    ["more after a day", "#day=2026-11-12T00:00", {}],
  ])("%s", (_, hash, view) => {
    expect(readView(hash)).toEqual(view);
  });

  test("an empty or absent part is not printed", () => {
    expect(printView({ unit: "", query: "a" })).toBe("#query=a");
  });
});
