import { fileOf } from "./files.ts";
import { globPattern } from "./glob.ts";
import type { Shell } from "./shell.ts";
import { knownText, knownValue, type Text } from "./text.ts";

/** A word of a test: an operator, or a text, which on the right of `==` is also a pattern. */
export interface TestWord {
  operator?: string;
  text: Text;
  /** Of `[[ … ]]` alone. */
  pattern?: string;
}

/** Whether a test holds; undefined if that depends on what only a run knows. */
export function evaluateTest(shell: Shell, words: readonly TestWord[]): boolean | undefined {
  const state = { shell, words, at: 0 };
  return readOr(state);
}

interface TestState {
  shell: Shell;
  words: readonly TestWord[];
  at: number;
}

function operatorAt({ words, at }: TestState): string {
  return words[at]?.operator ?? "";
}

function readOr(state: TestState): boolean | undefined {
  let value = readAnd(state);
  while (["||", "-o"].includes(operatorAt(state))) {
    state.at += 1;
    const right = readAnd(state);
    value = value === true || right === true ? true : value === false ? right : undefined;
  }
  return value;
}

function readAnd(state: TestState): boolean | undefined {
  let value = readOne(state);
  while (["&&", "-a"].includes(operatorAt(state))) {
    state.at += 1;
    const right = readOne(state);
    value = value === false || right === false ? false : value === true ? right : undefined;
  }
  return value;
}

function readOne(state: TestState): boolean | undefined {
  const operator = operatorAt(state);
  if (operator === "!" && state.at + 1 < state.words.length) {
    state.at += 1;
    const value = readOne(state);
    return value === undefined ? undefined : !value;
  }
  if (operator === "(") {
    state.at += 1;
    const value = readOr(state);
    state.at += 1;
    return value;
  }
  return readComparison(state);
}

function readComparison(state: TestState): boolean | undefined {
  const first = state.words[state.at];
  const second = state.words[state.at + 1];
  const third = state.words[state.at + 2];
  if (first === undefined) return false;
  if (second?.operator !== undefined && third !== undefined && binary.has(second.operator)) {
    state.at += 3;
    return compare(state.shell, first, second.operator, third);
  }
  if (first.operator !== undefined && second !== undefined && /^-[a-zA-Z]$/.test(first.operator)) {
    state.at += 2;
    return checkOne(state.shell, first.operator, second);
  }
  state.at += 1;
  return isNonEmpty(first.text);
}

function isNonEmpty(text: Text): boolean | undefined {
  if (text.some(({ known, text: piece }) => known && piece !== "")) return true;
  const value = knownValue(text);
  return value === undefined ? undefined : value !== "";
}

function checkOne(shell: Shell, operator: string, { text }: TestWord): boolean | undefined {
  const nonEmpty = isNonEmpty(text);
  if (operator === "-n") return nonEmpty;
  if (operator === "-z") return nonEmpty === undefined ? undefined : !nonEmpty;
  if (operator !== "-f" && operator !== "-e" && operator !== "-s") return undefined;
  // A file that git does not track may come from an earlier step.
  return fileOf(shell, text) === undefined ? undefined : true;
}

const numeric: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  "-eq": (left, right) => left === right,
  "-ne": (left, right) => left !== right,
  "-lt": (left, right) => left < right,
  "-le": (left, right) => left <= right,
  "-gt": (left, right) => left > right,
  "-ge": (left, right) => left >= right,
};

const binary = new Set(["=", "==", "!=", "=~", "<", ">", ...Object.keys(numeric)]);

/** Operators of tests, as words. */
export const testOperators: ReadonlySet<string> = new Set([...binary, "!", "(", ")", "-a", "-o", "&&", "||"]);

function compare(shell: Shell, left: TestWord, operator: string, right: TestWord): boolean | undefined {
  const value = knownValue(left.text);
  const other = knownValue(right.text);
  if (value === undefined || other === undefined) return undefined;
  const number = Object.hasOwn(numeric, operator) ? numeric[operator] : undefined;
  if (number !== undefined) return number(Number(value), Number(other));
  switch (operator) {
    case "=~":
      return matchPattern(shell, value, other);
    case "<":
      return value < other;
    case ">":
      return value > other;
    default: {
      const equal = right.pattern === undefined ? value === other : globPattern(right.pattern)?.test(value);
      return equal === undefined || operator !== "!=" ? equal : !equal;
    }
  }
}

/** Matches, and keeps the groups. A nested repetition may take long, so it is not run. */
function matchPattern(shell: Shell, value: string, source: string): boolean | undefined {
  const groups = extendedMatch(value, source);
  if (groups === undefined) return undefined;
  const items = (groups ?? []).map((group) => knownText(group ?? ""));
  shell.variables.set("BASH_REMATCH", { items, isArray: true, exported: false });
  return groups !== null;
}

/** The groups of an extended regular expression; null if it does not fit, undefined if it is not run. */
function extendedMatch(value: string, source: string, flags = ""): RegExpMatchArray | null | undefined {
  const pattern = extendedPattern(source, flags);
  return pattern === undefined || value.length > 10_000 ? undefined : value.match(pattern);
}

/** An extended regular expression of POSIX in JavaScript's form. */
export function extendedPattern(source: string, flags = ""): RegExp | undefined {
  if (/\([^()]*[*+}][^()]*\)[*+{]/.test(source) || source.length > 500) return undefined;
  const translated = source
    .replaceAll(/\[:(upper|lower|alpha|digit|alnum|space):\]/g, (_, name: string) => posixClasses[name] ?? "")
    .replace(/\(\?P</g, "(?<");
  try {
    return new RegExp(translated, flags);
  } catch {
    return undefined;
  }
}

const posixClasses: Readonly<Record<string, string>> = {
  upper: "A-Z",
  lower: "a-z",
  alpha: "A-Za-z",
  digit: "0-9",
  alnum: "A-Za-z0-9",
  space: "\\s",
};
