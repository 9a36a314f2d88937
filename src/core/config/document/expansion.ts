import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, visit, type YAMLMap } from "yaml";

/** A fault in the use of an anchor, at an offset of the file. */
export interface ExpansionFault {
  offset: number;
  message: string;
}

/** Parts that aliases and merge keys may add: more are an attack or an accident. */
const maximumParts = 100_000;

/**
 * What a document's aliases (`*name`) and merge keys (`<<`) stand for. The library can expand them
 * too. But it repeats a merged map without a limit, and forgets where its keys are written.
 */
export class Expansion {
  readonly faults: ExpansionFault[] = [];
  readonly #document: Document;
  readonly #length: number;
  readonly #targets = new Map<Alias, Node>();
  readonly #pairs = new Map<YAMLMap, readonly Pair[]>();
  readonly #open = new Set<unknown>();
  #parts = 0;

  /** @param length characters of the file */
  constructor(document: Document, length: number) {
    this.#document = document;
    this.#length = length;
    this.#findTargets();
  }

  /** The node itself or, for an alias, the one that has the anchor. */
  resolve(node: unknown): Node | undefined {
    return isAlias(node) ? this.#targets.get(node) : ((node as Node | null) ?? undefined);
  }

  /** The keys and values of a map, with those that `<<` adds. A map's own key wins. */
  pairsOf(map: YAMLMap): readonly Pair[] {
    const known = this.#pairs.get(map);
    if (known) return known;
    if (!map.items.some(({ key }) => isMergeKey(key))) return map.items;
    const pairs = new Map<string, Pair>();
    this.#pairs.set(map, []); // a map that merges itself adds nothing
    for (const item of map.items) {
      if (!isMergeKey(item.key)) pairs.set(keyText(item.key), item);
      else for (const [name, pair] of this.#merged(item.value)) if (!pairs.has(name)) pairs.set(name, pair);
    }
    const all = [...pairs.values()];
    this.#pairs.set(map, all);
    return all;
  }

  /** What the value of a `<<` adds: a map, or several of which the earlier one wins. */
  #merged(value: unknown): Map<string, Pair> {
    const found = new Map<string, Pair>();
    for (const item of isSeq(value) ? value.items : [value]) {
      const source = this.resolve(item);
      if (!isMap(source)) continue;
      const last = new Map(this.pairsOf(source).map((pair) => [keyText(pair.key), pair]));
      for (const [name, pair] of last) if (!found.has(name)) found.set(name, pair);
    }
    return found;
  }

  /**
   * The document as plain JavaScript: maps, lists, text, numbers, booleans, null. The last
   * duplicate of a key wins.
   * @returns undefined after a fault
   */
  value(): { value: unknown } | undefined {
    if (this.faults.length > 0) return undefined;
    // The parts that the file itself has are no expansion.
    this.#parts = -this.#length;
    const value = this.#valueOf(this.#document.contents);
    return this.faults.length > 0 ? undefined : { value };
  }

  #valueOf(given: unknown): unknown {
    if (++this.#parts > maximumParts) {
      if (this.faults.length === 0) this.faults.push({ offset: 0, message: tooOften });
      return undefined;
    }
    const node = this.resolve(given);
    if (isScalar(node)) return node.value;
    if (this.#open.has(node)) {
      this.faults.push({ offset: rangeStart(given), message: "This alias (`*…`) is inside its own anchor (`&…`)" });
      return undefined;
    }
    this.#open.add(node);
    const value = isSeq(node) ? node.items.map((item) => this.#valueOf(item)) : isMap(node) ? this.#mapOf(node) : null;
    this.#open.delete(node);
    return value;
  }

  #mapOf(map: YAMLMap): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    for (const pair of this.pairsOf(map)) {
      const below = this.#valueOf(pair.value);
      // `__proto__` is a key like any other.
      Object.defineProperty(value, keyText(pair.key), { value: below, enumerable: true, configurable: true, writable: true });
    }
    return value;
  }

  /** Finds each alias's anchor, the last one before it, and reports faulty aliases and merges. */
  #findTargets(): void {
    const anchors = new Map<string, Node>();
    const merges: unknown[] = [];
    visit(this.#document, {
      Alias: (_, alias) => {
        const target = anchors.get(alias.source);
        if (target) this.#targets.set(alias, target);
        else this.faults.push({ offset: rangeStart(alias), message: noAnchor });
      },
      Pair: (_, { key, value }) => {
        if (isMergeKey(key)) merges.push(isEmpty(value) ? key : value);
      },
      Value: (_, node) => {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
      },
    });
    for (const value of merges) {
      const items = isSeq(value) ? value.items : [value];
      for (const item of items) {
        const isUnknown = isAlias(item) && !this.#targets.has(item);
        if (!isUnknown && !isMap(this.resolve(item))) this.faults.push({ offset: rangeStart(item), message: noMap });
      }
    }
  }
}

const noAnchor = "This alias (`*…`) refers to no earlier anchor (`&…`): put text that begins with `*` in quotes";
const noMap = "The merge key `<<` takes a map: write `<<: *name`, or `<<: [*name, *other]` for several";
const tooOften =
  "The anchors of this file refer to each other so often that Tagstream cannot expand them: replace them with their values";

export function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}

/** Whether a key is `<<`, without quotes. */
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === "PLAIN" && key.value === "<<";
}

function isEmpty(value: unknown): boolean {
  return !isNode(value) || (isScalar(value) && value.range?.[0] === value.range?.[1]);
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function rangeStart(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
