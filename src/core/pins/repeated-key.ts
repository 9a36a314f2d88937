import { type Document, isMap, isScalar, isSeq, type YAMLMap } from "yaml";

/** The offset of the first key that its map has already. A loop, because files may nest deeply. */
export function repeatedKey(documents: readonly Document.Parsed[]): number | undefined {
  const repeated: number[] = [];
  const open: unknown[] = documents.map(({ contents }) => contents);
  while (open.length > 0) {
    const node = open.pop();
    if (isSeq(node)) for (const item of node.items) open.push(item);
    if (!isMap(node)) continue;
    for (const { value } of node.items) open.push(value);
    const own = repeatedIn(node);
    if (own !== undefined) repeated.push(own);
  }
  return repeated.length === 0 ? undefined : repeated.reduce((first, offset) => Math.min(first, offset));
}

function repeatedIn({ items }: YAMLMap): number | undefined {
  const before = new Set<unknown>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    if (before.has(key.value)) return key.range?.[0] ?? 0;
    before.add(key.value);
  }
  return undefined;
}
