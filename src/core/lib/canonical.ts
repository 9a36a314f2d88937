/** Forms for hashing, independent of an order without meaning. */

/** The entries of a record, ordered by their names. */
export function sortedEntries<Value>(record: Record<string, Value>): [string, Value][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Each text once, in order. */
export function sortedUnique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
