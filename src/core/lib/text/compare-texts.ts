/** Compares two texts by their UTF-16 code units, like C's `strcmp` for ASCII. For `sort`. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
