import { expect, test } from "@jest/globals";
import { dayOf, parseDay, parseExpiry, shortDay } from "../../../../src/core/lib/time/day.ts";

test.each([
  ["2026-12-02", true],
  ["2024-02-29", true],
  ["2000-02-29", true],
  ["9999-12-31", true],
  ["2026-02-29", false],
  ["2100-02-29", false],
  ["2026-02-30", false],
  ["2026-04-31", false],
  ["2026-13-01", false],
  ["2026-00-10", false],
  ["2026-10-00", false],
  ["2026-1-1", false],
  ["26-01-01", false],
  ["+02026-01-01", false],
  ["2026-12-02T00:00:00Z", false],
  ["2026-12-02\n", false],
  [" 2026-12-02", false],
  ["٢٠٢٦-12-02", false],
  ["", false],
])("the day %j: %s", (text, expected) => {
  expect(parseDay(text)).toBe(expected ? text : undefined);
});

test.each<[string, string | undefined]>([
  ["1d", "2024-02-29"],
  ["2d", "2024-03-01"],
  ["2w", "2024-03-13"],
  ["9999d", "2051-07-15"],
  ["9999w", "2215-10-18"],
  ["0d", undefined],
  ["07d", undefined],
  ["10000d", undefined],
  ["-1d", undefined],
  ["7", undefined],
  ["7 d", undefined],
  ["7D", undefined],
  ["1m", undefined],
  ["1.5d", undefined],
  ["", undefined],
  ["2024-02-28", "2024-02-28"],
  ["2024-02-27", undefined],
  ["2024-02-29", "2024-02-29"],
  ["2025-02-29", undefined],
])("on 28 February 2024, late, %j is %s", (text, expected) => {
  expect(parseExpiry(text, new Date("2024-02-28T23:59:59.999Z"))).toBe(expected);
});

test("days are in UTC", () => {
  expect(dayOf(new Date("2026-12-02T00:30:00+02:00"))).toBe("2026-12-01");
});

test.each([
  ["2026-12-02", "2 Dec"],
  ["2026-01-31", "31 Jan"],
  ["2027-01-01", "1 Jan 2027"],
  ["2025-11-30", "30 Nov 2025"],
])("in 2026, %s is %s", (day, words) => {
  expect(shortDay(day, "2026-11-25")).toBe(words);
});
