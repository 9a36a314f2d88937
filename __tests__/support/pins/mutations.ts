import type { Random } from "../chaos/random.ts";

const pieces = [
  ..."#:-{}[],&*|>'\"%@!?\t\r\n \0\u2028\uFEFF\u{1F980}~0x",
  "- ",
  ": ",
  "---\n",
  "...\n",
  "<<: *a\n",
  "&a ",
  "*a",
  "!!int ",
  "{{ x }}",
  "$" + "{X}",
  " # tagstream: xcache\n",
  "# tagstream: frontier-squid:25-el9-release\n",
  "tag: ",
  "digest: \n",
  "images:\n",
  "\\x2f",
  "|\n  ",
  "@sha256:",
  "opensciencegrid/xcache:25-el9-release",
] as const;

type Mutation = (text: string, random: Random, other: string) => string;

const mutations: readonly Mutation[] = [
  (text, random) => at(text, random, 1, String.fromCharCode(32 + random.below(95))), // flipped
  (text, random) => at(text, random, 0, random.pick(pieces)), // inserted
  (text, random) => at(text, random, 1 + random.below(6), ""), // removed
  (text, random) => ofLines(text, random, (lines, index) => lines.toSpliced(index, 1)),
  (text, random) => ofLines(text, random, (lines, index) => lines.toSpliced(index, 0, lines[index] ?? "")),
  (text, random) =>
    ofLines(text, random, (lines, index) => lines.with(index, `${random.pick(["  ", " ", "- "])}${lines[index]}`)),
  (text, random) => ofLines(text, random, (lines, index) => lines.with(index, lines[index]?.replace(/^ {1,2}/, "") ?? "")),
  (text, random) => ofLines(text, random, (lines, index) => lines.with(index, lines[random.below(lines.length)] ?? "")),
  (text, random) => ofLines(text, random, (lines, index) => lines.with(index, `${lines[index]} ${random.pick(pieces)}`)),
  (text, random, other) => text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1)),
];

/** A text with one to four accidents. */
export function mutated(text: string, random: Random, other: string): string {
  let result = text;
  for (let count = random.below(4); count >= 0; count--) result = random.pick(mutations)(result, random, other);
  return result;
}

function at(text: string, random: Random, length: number, replacement: string): string {
  const start = random.below(text.length + 1);
  return text.slice(0, start) + replacement + text.slice(start + length);
}

function ofLines(text: string, random: Random, change: (lines: readonly string[], index: number) => string[]): string {
  const lines = text.split("\n");
  return change(lines, random.below(lines.length)).join("\n");
}
