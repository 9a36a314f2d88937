import { expect, test } from "@jest/globals";
import { spanWords } from "../../../../src/core/lib/text/words.ts";

const minute = 60_000;

test.each([
  [0, "0 min"],
  [59_999, "0 min"],
  [59 * minute, "59 min"],
  [60 * minute, "1 h"],
  [312 * minute, "5 h 12 min"],
  [1440 * minute - 1, "23 h 59 min"],
  [1440 * minute, "1 d"],
  [(2 * 24 + 21) * 60 * minute, "2 d 21 h"],
  [7 * 1440 * minute - 1, "6 d 23 h"],
  [730 * 1440 * minute, "730 d"],
])("%i ms are %s", (milliseconds, words) => {
  expect(spanWords(milliseconds)).toBe(words);
});
