import { isMap, isScalar, isSeq, type LineCounter, type Node, type Pair, type Scalar, type YAMLMap } from "yaml";
import { writtenPath } from "./defaults.ts";
import { type Expansion, keyText } from "./expansion.ts";

/** Keys and indices from the root of the document. */
export type Path = readonly (string | number)[];

/** 1-based. */
export interface Position {
  line: number;
  column: number;
}

/** A piece of text in the file, with the keys that lead to it. */
export interface ScalarText {
  text: string;
  path: Path;
  key: boolean;
  /** Offsets in the file: of its first character, and of the one after its last. */
  start: number;
  end: number;
}

/** A key that its map already has. */
interface Duplicate {
  path: Path;
  position: Position;
  first: Position;
}

/** A YAML file with the position of every key and value. */
export class SourceDocument {
  readonly text: string;
  readonly file: string;
  /**
   * Plain JavaScript: maps, lists, text, numbers, booleans, null. The last duplicate of a key wins.
   */
  readonly value: unknown;
  readonly duplicates: readonly Duplicate[];
  readonly #root: Node | null;
  readonly #expansion: Expansion;
  readonly #lines: LineCounter;
  readonly #pairs = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  /** For each list that lost items: the original number of each item that is left. */
  readonly #renumbered = new Map<string, number[]>();

  constructor(root: Node | null, expansion: Expansion, lines: LineCounter, text: string, file: string, value: unknown) {
    this.#expansion = expansion;
    this.#lines = lines;
    this.#root = root;
    this.text = text;
    this.file = file;
    this.value = value;
    this.duplicates = this.#findDuplicates();
  }

  at(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /**
   * The position of a path's key, or of a list's item. If it is missing, the position of its
   * parent.
   */
  keyAt(path: Path): Position {
    return this.#keyAt(this.written(path));
  }

  #keyAt(path: Path): Position {
    const last = path.at(-1);
    const parent = this.#resolve(this.#nodeAt(path.slice(0, -1)));
    const pair = isMap(parent) ? this.#expansion.pairsOf(parent).find(({ key }) => keyText(key) === String(last)) : undefined;
    const key = pair?.key as Node | undefined;
    if (key?.range) return this.at(key.range[0]);
    const item = isSeq(parent) ? this.#nodeAt(path) : undefined;
    if (item?.range) return this.at(item.range[0]);
    return path.length === 0 ? this.at(this.#root?.range?.[0] ?? 0) : this.#keyAt(path.slice(0, -1));
  }

  /** The position of a path's value. If it is empty or missing, the position of its key. */
  valueAt(path: Path): Position {
    const written = this.written(path);
    const node = this.#nodeAt(written);
    if (!node?.range || (isScalar(node) && node.range[0] === node.range[1])) return this.#keyAt(written);
    return this.at(node.range[0]);
  }

  /** Notes that a list lost an item, so that later paths still lead to the items behind it. */
  omit(path: Path, index: number): void {
    const list = this.original(path);
    const id = JSON.stringify(list);
    const node = this.#resolve(this.#nodeAt(this.#inFile(list)));
    const rest = this.#renumbered.get(id) ?? (isSeq(node) ? [...node.items.keys()] : []);
    rest.splice(index, 1);
    this.#renumbered.set(id, rest);
  }

  /** A path with the original numbers of the items. */
  original(path: Path): Path {
    if (this.#renumbered.size === 0) return path;
    const steps: (string | number)[] = [];
    for (const step of path) {
      const rest = typeof step === "number" ? this.#renumbered.get(JSON.stringify(steps)) : undefined;
      steps.push(rest?.[Number(step)] ?? step);
    }
    return steps;
  }

  /** The text of a plain scalar as written: `25.10`, although the value is 25.1. */
  plainTextAt(path: Path): string | undefined {
    const node = this.#resolve(this.#nodeAt(this.written(path)));
    return isScalar(node) && node.type === "PLAIN" ? node.source : undefined;
  }

  /** The text at a path of the file; undefined for any other value. */
  textAt(path: Path): string | undefined {
    const node = this.#resolve(this.#nodeAt(this.written(path)));
    return isScalar(node) && typeof node.value === "string" ? node.value : undefined;
  }

  /** Every key and every scalar value, once each, in the file's order. */
  scalars(): ScalarText[] {
    const found: ScalarText[] = [];
    const add = (node: Scalar, path: Path, key: boolean) => {
      const [start, end] = node.range ?? [0, 0];
      found.push({ text: typeof node.value === "string" ? node.value : (node.source ?? ""), path, key, start, end });
    };
    const walk = (node: unknown, path: Path) => {
      if (isScalar(node)) add(node, path, false);
      else if (isSeq(node)) node.items.forEach((item, index) => void walk(item, [...path, index]));
      else if (isMap(node)) {
        for (const { key, value } of node.items) {
          const below = [...path, keyText(key)];
          if (isScalar(key)) add(key, below, true);
          walk(value, below);
        }
      }
    };
    walk(this.#root, []);
    return found;
  }

  /** Whether an image has the value at a path from `defaults`. */
  isInherited(path: Path): boolean {
    return this.#inFile(path) !== path;
  }

  /** Where the file has the value at a path: for an image, perhaps in `defaults`. */
  written(path: Path): Path {
    return this.#inFile(this.original(path));
  }

  #inFile(path: Path): Path {
    if (!isMap(this.#root) || this.#pairOf(this.#root, "defaults") === undefined) return path;
    return writtenPath(path, (key) => {
      const holder = this.#resolve(this.#nodeAt(key.slice(0, -1)));
      return isMap(holder) && this.#pairOf(holder, key.at(-1)) !== undefined;
    });
  }

  /** The node at a path of the file. */
  #nodeAt(path: Path): Node | undefined {
    let node: Node | null | undefined = this.#root;
    for (const step of path) {
      const holder: Node | undefined = this.#resolve(node);
      if (isMap(holder)) {
        node = this.#pairOf(holder, step)?.value as Node | null | undefined;
      } else if (isSeq(holder)) node = holder.items[Number(step)] as Node | undefined;
      else return undefined;
    }
    return node ?? undefined;
  }

  #pairOf(map: YAMLMap, key: string | number | undefined): Pair | undefined {
    const known = this.#pairs.get(map) ?? new Map(this.#expansion.pairsOf(map).map((pair) => [keyText(pair.key), pair]));
    this.#pairs.set(map, known);
    return known.get(String(key));
  }

  #resolve(node: Node | null | undefined): Node | undefined {
    return this.#expansion.resolve(node);
  }

  /** Keys that one map has twice, without those below them. */
  #findDuplicates(): Duplicate[] {
    const found: Duplicate[] = [];
    const walk = (node: unknown, path: Path) => {
      if (isSeq(node)) for (const [index, item] of node.items.entries()) walk(item, [...path, index]);
      if (!isMap(node)) return;
      found.push(...this.#duplicatesIn(node, path));
      for (const { key, value } of node.items) if (!isScalar(value)) walk(value, [...path, keyText(key)]);
    };
    walk(this.#root, []);
    return found;
  }

  #duplicatesIn(map: YAMLMap, path: Path): Duplicate[] {
    const firsts = new Map<string, number>();
    const found: Duplicate[] = [];
    for (const { key } of map.items) {
      const name = keyText(key);
      const start = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
      const first = firsts.get(name);
      if (first === undefined) firsts.set(name, start);
      else found.push({ path: [...path, name], position: this.at(start), first: this.at(first) });
    }
    return found;
  }
}
