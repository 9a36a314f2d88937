import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  Scalar,
  type YAMLMap,
} from "yaml";
import type { Located, LocatedMapping } from "./located.ts";
import { isNestedTooDeeply } from "./nesting.ts";

/** GitHub refuses much smaller workflows. */
const maxLength = 4_000_000;
/** Values of a file, each as often as anchors repeat it. */
const maxSize = 200_000;

/** A YAML file, or why it cannot be read, as a clause. */
export type YamlResult = { root: Located } | { fault: string; line: number };

/** Reads a YAML file with the line of each value. Anchors and merge keys are resolved. */
export function readYaml(text: string): YamlResult {
  if (text.length > maxLength) return { fault: "the file is too long", line: 1 };
  if (isNestedTooDeeply(text)) return { fault: "it is nested too deeply", line: 1 };
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: "error",
      merge: true,
    });
    const [error] = document.errors;
    if (error !== undefined)
      return { fault: `it is not YAML: ${lowerFirst(error.message)}`, line: lines.linePos(error.pos[0]).line || 1 };
    const reader = new LocatedReader(lines);
    return { root: reader.read(document.contents) };
  } catch (error) {
    if (error instanceof UnreadableYaml) return { fault: error.message, line: error.line };
    return { fault: "it is nested too deeply", line: 1 };
  }
}

class UnreadableYaml extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

class LocatedReader {
  readonly #lines: LineCounter;
  readonly #anchors = new Map<string, Located>();

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  /** An alias gives the very value of its anchor, so that repeating one costs nothing. */
  read(node: Node | ParsedNode | null | undefined): Located {
    if (isAlias(node)) {
      const anchored = this.#anchors.get(node.source);
      if (anchored === undefined) throw new UnreadableYaml(`there is no anchor \`${node.source}\` above`, this.#lineOf(node));
      return anchored;
    }
    const located = this.#readValue(node);
    if (located.size > maxSize) throw new UnreadableYaml("its anchors repeat too much", located.line);
    if (node?.anchor !== undefined) this.#anchors.set(node.anchor, located);
    return located;
  }

  #readValue(node: Node | null | undefined): Located {
    const line = this.#lineOf(node);
    if (isMap(node)) return this.#readMapping(node, line);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.read(isNodeLike(item) ? item : null));
      return { kind: "list", items, line, size: items.reduce((sum, { size }) => sum + size, 1) };
    }
    const value: unknown = isScalar(node) ? node.value : null;
    const simple = typeof value === "number" || typeof value === "boolean" || typeof value === "string" ? value : null;
    const isLiteral = isScalar(node) && node.type === Scalar.BLOCK_LITERAL;
    return { kind: "scalar", value: simple, text: simple === null ? "" : String(simple), line, isLiteral, size: 1 };
  }

  #readMapping(node: YAMLMap, line: number): LocatedMapping {
    const entries = new Map<string, Located>();
    const keyLines = new Map<string, number>();
    const merged: Located[] = [];
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : "";
      const located = this.#atKey(this.read(isNodeLike(value) ? value : null), key);
      if (isMergeKey(name, key)) merged.push(...(located.kind === "list" ? located.items : [located]));
      else {
        entries.set(name, located);
        keyLines.set(name, isNodeLike(key) ? this.#lineOf(key) : located.line);
      }
    }
    for (const source of merged) addMissing(entries, source);
    return { kind: "mapping", entries, keyLines, line, size: [...entries.values()].reduce((sum, { size }) => sum + size, 1) };
  }

  /** An empty value is where its key is. */
  #atKey(located: Located, key: unknown): Located {
    const isEmpty = located.kind === "scalar" && located.value === null;
    return isEmpty && isNodeLike(key) ? { ...located, line: this.#lineOf(key) } : located;
  }

  #lineOf(node: Node | null | undefined): number {
    const offset = node?.range?.[0];
    return offset === undefined ? 1 : Math.max(this.#lines.linePos(offset).line, 1);
  }
}

function addMissing(entries: Map<string, Located>, source: Located): void {
  if (source.kind !== "mapping") return;
  for (const [key, value] of source.entries) if (!entries.has(key)) entries.set(key, value);
}

function isMergeKey(name: string, key: unknown): boolean {
  return isScalar(key) && (typeof key.value === "symbol" || (name === "<<" && key.type === Scalar.PLAIN));
}

function isNodeLike(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value);
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
