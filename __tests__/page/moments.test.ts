// Words on moments and ages, and addresses that the page links to.
import { expect, test } from "@jest/globals";
import { agoWords, publicationMoment, publicationTime, readMoment } from "../../src/page/parts/moment-words.ts";
import { isWebAddress } from "../../src/page/parts/web-address.ts";

test.each([
  ["20261112-0617", "12 Nov 2026, 06:17 UTC"],
  ["20261112-0617-01", "12 Nov 2026, 06:17 UTC"],
  ["20261112", "12 Nov 2026"],
  ["20261231-2359", "31 Dec 2026, 23:59 UTC"],
  ["20260230-0617", "20260230-0617"],
  ["<b>\u202enext", "<b>next"],
])("the time of %s is %s", (publication, words) => {
  expect(publicationTime(publication)).toBe(words);
});

test("a whole day counts as its end", () => {
  expect(publicationMoment("20261112")).toBe(Date.UTC(2026, 10, 13));
});

test.each([
  ["2026-11-12T06:17:00Z", Date.UTC(2026, 10, 12, 6, 17)],
  ["2026-11-12T06:17:00.250Z", Date.UTC(2026, 10, 12, 6, 17, 0, 250)],
  ["20261112-0617", Date.UTC(2026, 10, 12, 6, 17)],
  ["2026-11-12T99:00:00Z", undefined],
  ["1", undefined],
  ["", undefined],
])("%s is the moment %s", (text, moment) => {
  expect(readMoment(text)).toBe(moment);
});

const minute = 60_000;

test.each([
  [0, "just now"],
  [59_000, "just now"],
  [minute, "1 min ago"],
  [3 * 60 * minute, "3 h ago"],
  [40 * 1440 * minute, "40 d ago"],
  [-4 * minute, "just now"],
  [-2 * 1440 * minute, "in 2 d"],
])("an age of %s ms is %s", (age, words) => {
  expect(agoWords(0, age)).toBe(words);
});

test.each([
  ["https://github.example.org/octo/images", true],
  ["HTTP://localhost:8080", true],
  ["javascript:alert(1)//https://a", false],
  [" https://a", false],
  ["https:///a", false],
  ["//a.example.org", false],
  ["data:text/html,x", false],
  ["https:a", false],
  ["", false],
])("%s is an address on the web: %s", (text, expected) => {
  expect(isWebAddress(text)).toBe(expected);
});
