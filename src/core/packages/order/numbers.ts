/** Compares two decimal numbers of any length. Negative if the first is lower. */
export function compareNumbers(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return x.length - y.length || compareTexts(x, y);
}

/** Compares two texts by their UTF-16 code units, like C's `strcmp` for ASCII. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
