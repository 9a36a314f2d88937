import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { parseSource } from "../../../../src/core/config/document/parse-source.ts";

/** Numbers that depend on a seed alone. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

/** A document of maps that merge earlier ones, in flow style, with aliases as values. */
function documentOf(seed: number): string {
  const next = numbersFrom(seed);
  const pick = <T>(items: readonly T[]): T => items[next(items.length)] as T;
  const anchors: string[] = [];
  const lines = Array.from({ length: 2 + next(8) }, (_, index) => {
    const name = `n${next(4)}`; // an anchor's name may come again; inside its own map it is the map
    const names = anchors.filter((anchor) => anchor !== name);
    const keys = ["k0", "k1", "k2", "k3"].filter(() => next(2) === 0);
    const entries = keys.map((key) => {
      const value = names.length > 0 && next(3) === 0 ? `*${pick(names)}` : `{ v: ${index}, ${key}: [${next(9)}] }`;
      return `${key}: ${value}`;
    });
    if (names.length > 0 && next(4) > 0) {
      const sources = Array.from({ length: 1 + next(3) }, () => `*${pick(names)}`);
      const merge = sources.length === 1 && next(2) === 0 ? sources[0] : `[${sources.join(", ")}]`;
      entries.splice(next(entries.length + 1), 0, `<<: ${merge}`);
    }
    if (!anchors.includes(name)) anchors.push(name);
    return `m${index}: &${name} { ${entries.join(", ")} }`;
  });
  return `${lines.join("\n")}\n`;
}

test.each(Array.from({ length: 300 }, (_, seed) => seed + 1))("merges as the YAML library does, seed %d", (seed) => {
  const text = documentOf(seed);
  expect(JSON.stringify(parseSource(text, "t.yml").value)).toBe(JSON.stringify(parse(text, { merge: true, maxAliasCount: -1 })));
});

test.each([
  ["text, numbers and nothing", "a: x\nb: 1\nc: 1.50\nd: true\ne:\nf: ~\ng: [1, x]\n"],
  ["keys of every kind", '__proto__: { a: 1 }\nconstructor: 2\n1: x\n"": y\ntrue: z\n'],
  ["nested lists and maps", "a: [[1], [{ b: [2] }]]\nc: { d: { e: [] } }\n"],
  ["a last key that wins", "a: { b: 1 }\na: { c: 2 }\n"],
  ["block texts", "a: |\n  x\n  y\nb: >-\n  x\n  y\n"],
  ["a list at the root", "- 1\n- a: 2\n"],
  ["a text at the root", "x\n"],
  ["nothing", ""],
])("reads %s as the YAML library does", (_, text) => {
  expect(JSON.stringify(parseSource(text, "t.yml").value ?? null)).toBe(
    JSON.stringify(parse(text, { uniqueKeys: false, stringKeys: true }) ?? null),
  );
});
