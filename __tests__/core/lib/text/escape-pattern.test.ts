import { expect, test } from "@jest/globals";
import { escapePattern } from "../../../../src/core/lib/text/escape-pattern.ts";

test("an escaped text fits itself alone", () => {
  const text = "^a.b*c+d?(e)[f-g]{2}|h/\\$";
  expect(new RegExp(`^${escapePattern(text)}$`).test(text)).toBe(true);
  expect(new RegExp(`^${escapePattern("1.4")}$`).test("1x4")).toBe(false);
});
