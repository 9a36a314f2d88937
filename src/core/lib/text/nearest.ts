import { joined } from "./words.ts";

/**
 * The end of a message that quotes the word: `: did you mean "context"?` or `: expected a or b`.
 */
export function didYouMean(word: string, known: Iterable<string>): string {
  const words = [...new Set(known)];
  const guess = nearest(word, words);
  return guess === undefined ? knownAre(words) : `: did you mean "${guess}"?`;
}

/** `: expected a or b`; empty without known words. */
export function knownAre(words: readonly string[]): string {
  return words.length === 0 ? "" : `: expected ${listed(words, "or")}`;
}

/** The known word that this one probably misspells: at most a third of its characters differ. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    if (withoutDigits(word) === withoutDigits(candidate)) continue; // el8 is no slip for el9, nor 26 for 25
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), least);
    if (distance < least && distance < candidate.length) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

function withoutDigits(word: string): string {
  return word.replaceAll(/\d/g, "");
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), up to
 * `limit`.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  const isSwap = (i: number, j: number): boolean => i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (isSwap(i, j)) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = previous;
    previous = row;
  }
  return Math.min(limit, previous[b.length] ?? limit);
}

/** `a, b and c`, cut after ten. */
export function listed(words: Iterable<string>, conjunction = "and"): string {
  const all = [...words];
  if (all.length > 10) return `${all.slice(0, 10).join(", ")} … (${all.length})`;
  return joined(all, conjunction);
}
