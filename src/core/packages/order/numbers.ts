import { compareTexts } from "../../lib/text/compare-texts.ts";

/** Compares two decimal numbers of any length. Negative if the first is lower. */
export function compareNumbers(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return x.length - y.length || compareTexts(x, y);
}
