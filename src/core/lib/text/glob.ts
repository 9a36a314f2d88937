/**
 * Whether a glob matches a whole text: `*` is any text, `?` any one character.
 * Not a regular expression: many `*` could take endless time, and anyone who may write can put
 * globs into a hold.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let [p, t] = [0, 0];
  let star: { after: number; from: number } | undefined; // the last `*`, and the last start for the rest of the pattern
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = { after: ++p, from: t };
    } else if (pattern[p] === "?" || pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star) {
      p = star.after;
      t = ++star.from;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(p));
}
