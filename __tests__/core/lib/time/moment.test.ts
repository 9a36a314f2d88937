import { expect, test } from "@jest/globals";
import { momentOf, momentWords, parseMoment } from "../../../../src/core/lib/time/moment.ts";

test("a date, to the second", () => {
  expect(momentOf(new Date("2026-11-25T11:20:59.999Z"))).toBe("2026-11-25T11:20:59Z");
});

test.each<[string, boolean]>([
  ["2026-11-25T11:20:00Z", true],
  ["2028-02-29T23:59:59Z", true],
  ["2026-02-29T00:00:00Z", false],
  ["2026-11-25T24:00:00Z", false],
  ["2026-11-25T11:20:60Z", false],
  ["2026-11-25T11:20:00.000Z", false],
  ["2026-11-25T11:20:00+01:00", false],
  ["2026-11-25T11:20Z", false],
  ["2026-11-25 11:20:00Z", false],
  ["2026-11-25T11:20:00Z\n", false],
  ["2026-11-25", false],
  ["", false],
])("%j is a moment: %s", (text, expected) => {
  expect(parseMoment(text)).toBe(expected ? text : undefined);
});

test("in words", () => {
  expect(momentWords("2026-11-25T11:20:59Z")).toBe("2026-11-25 11:20 UTC");
});
