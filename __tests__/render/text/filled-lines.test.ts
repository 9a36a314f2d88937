import { expect, test } from "@jest/globals";
import { width } from "../../../src/core/lib/text/display-width.ts";
import { filledLines } from "../../../src/render/text/filled-lines.ts";

const words = (number: number, word = "word"): string => Array.from({ length: number }, () => word).join(" ");

test("parts that fit share a line", () => {
  expect(filledLines("  a  ", ["one two", "three"], "    ")).toEqual(["  a  one two · three"]);
});

test("exactly 100 columns fit, and 101 do not", () => {
  const part = "x".repeat(50);
  expect(filledLines("", [part, "y".repeat(47)], "  ")).toEqual([`${part} · ${"y".repeat(47)}`]);
  expect(filledLines("", [part, "y".repeat(48)], "  ")).toEqual([part, `  ${"y".repeat(48)}`]);
});

test("a part begins a new line before it is broken", () => {
  const lines = filledLines("  ", [words(15), words(15), words(30)], "      ");
  expect(lines).toEqual([`  ${words(15)}`, `      ${words(15)}`, `      ${words(19)}`, `      ${words(11)}`]);
});

test("a word that is longer than a line is cut", () => {
  const lines = filledLines("start  ", [`a ${"x".repeat(500)} b`, "ü".repeat(300)], "  ");
  expect(lines.every((line) => width(line) <= 100)).toBe(true);
  expect(lines.join("\n")).toContain("…");
});
