import { compareTexts } from "../../lib/text/compare-texts.ts";
import { compareNumbers } from "./numbers.ts";
import type { Order } from "./order.ts";

/**
 * The order of Alpine versions, `digits{.digits}[letter]{_suffix[digits]}[~hash][-rDigits]`:
 * apk-tools, apk-package(5).
 */
export const apkOrder: Order = (a, b) => {
  const [one, two] = [partsOf(a), partsOf(b)];
  if (!one || !two) return undefined;
  for (let index = 0; ; index++) {
    const [x, y] = [one[index] ?? end, two[index] ?? end];
    if (x === end && y === end) return 0;
    const difference = x.kind === y.kind ? compare[x.kind](x.text, y.text) : compareKinds(x, y);
    if (difference !== 0) return difference;
  }
};

/** In this order: where two versions go on in different ways, the earlier kind is the higher one. */
const kinds = ["first", "digits", "letter", "suffix", "number", "hash", "revision", "end"] as const;

interface Part {
  kind: (typeof kinds)[number];
  text: string;
}

const end: Part = { kind: "end", text: "" };

const early = ["alpha", "beta", "pre", "rc"];
const suffixes = [...early, "cvs", "svn", "git", "hg", "p"];

const pattern = /^(\d+)((?:\.\d+)*)([a-z]?)((?:_[a-z]+\d*)*)(~[0-9a-f]+)?(-r\d+)?$/;

/** The parts of a version; undefined if apk would reject it. */
function partsOf(text: string): Part[] | undefined {
  const found = pattern.exec(text);
  if (!found) return undefined;
  const [, first = "", digits = "", letter = "", suffixed = "", hash = "", revision = ""] = found;
  const named = [...suffixed.matchAll(/_([a-z]+)(\d*)/g)];
  if (named.some(([, name = ""]) => !suffixes.includes(name))) return undefined;
  return [
    { kind: "first", text: first },
    ...digits
      .split(".")
      .slice(1)
      .map((part): Part => ({ kind: "digits", text: part })),
    ...partOf("letter", letter),
    ...named.flatMap(([, name = "", number = ""]): Part[] => [{ kind: "suffix", text: name }, ...partOf("number", number)]),
    ...partOf("hash", hash.slice(1)),
    ...partOf("revision", revision.slice(2)),
  ];
}

function partOf(kind: Part["kind"], text: string): Part[] {
  return text === "" ? [] : [{ kind, text }];
}

const compare: Readonly<Record<Part["kind"], (a: string, b: string) => number>> = {
  first: compareNumbers,
  // As after a decimal point, if either begins with 0.
  digits: (a, b) => (a.startsWith("0") || b.startsWith("0") ? compareTexts(a, b) : compareNumbers(a, b)),
  letter: compareTexts,
  suffix: (a, b) => suffixes.indexOf(a) - suffixes.indexOf(b),
  number: compareNumbers,
  hash: compareTexts,
  revision: compareNumbers,
  end: () => 0,
};

/** The longer version is higher, unless it goes on with a suffix of something unreleased. */
function compareKinds(a: Part, b: Part): number {
  if (isEarly(a)) return -1;
  if (isEarly(b)) return 1;
  return kinds.indexOf(b.kind) - kinds.indexOf(a.kind);
}

function isEarly({ kind, text }: Part): boolean {
  return kind === "suffix" && early.includes(text);
}
