import type { Plain } from "../expressions/data.ts";

/** A text, number or truth value of a YAML file. */
export interface LocatedScalar {
  kind: "scalar";
  value: string | number | boolean | null;
  /** The value as text. */
  text: string;
  /** From 1. */
  line: number;
  /** Whether it is a block with `|`: its lines follow the line of its beginning. */
  isLiteral: boolean;
  size: number;
}

export interface LocatedList {
  kind: "list";
  items: readonly Located[];
  line: number;
  size: number;
}

export interface LocatedMapping {
  kind: "mapping";
  entries: ReadonlyMap<string, Located>;
  /** The lines of its own keys. */
  keyLines: ReadonlyMap<string, number>;
  line: number;
  size: number;
}

/** A value of a YAML file with its line. */
export type Located = LocatedScalar | LocatedList | LocatedMapping;

/** The value of a key; undefined without it, or if this is no mapping. */
export function at(node: Located | undefined, ...keys: readonly string[]): Located | undefined {
  let current = node;
  for (const key of keys) current = current?.kind === "mapping" ? current.entries.get(key) : undefined;
  return current;
}

/** The text at a key; undefined if there is none. */
export function textAt(node: Located | undefined, ...keys: readonly string[]): string | undefined {
  const found = at(node, ...keys);
  return found?.kind === "scalar" && found.value !== null ? found.text : undefined;
}

/** The entries of a mapping, with their keys. */
export function entriesOf(node: Located | undefined): (readonly [string, Located])[] {
  return node?.kind === "mapping" ? [...node.entries] : [];
}

/** The line of a key; that of its value if the key is another mapping's. */
export function lineOfKey(node: Located, key: string): number {
  return (node.kind === "mapping" ? node.keyLines.get(key) : undefined) ?? at(node, key)?.line ?? node.line;
}

/** The items of a list, or the value itself. */
export function itemsOf(node: Located | undefined): readonly Located[] {
  if (node === undefined || (node.kind === "scalar" && node.value === null)) return [];
  return node.kind === "list" ? node.items : [node];
}

/** The texts of a list, or the text itself. */
export function textsOf(node: Located | undefined): string[] {
  return itemsOf(node).flatMap((item) => (item.kind === "scalar" ? [item.text] : []));
}

/** The line of the file that has a line of a text, from 0. */
export function lineWithin({ line, isLiteral }: LocatedScalar, within: number): number {
  return isLiteral ? line + 1 + within : line;
}

/** The value without lines. */
export function plainOf(node: Located): Plain {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plainOf);
  return new Map([...node.entries].map(([key, value]) => [key, plainOf(value)]));
}
