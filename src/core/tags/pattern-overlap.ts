import { type PatternPart, parsePattern, patternOf, printPattern, type VersionPattern } from "./version-pattern.ts";

/** Versions whose tags show most overlaps, in the words of messages. */
const samples = ["1.4.2", "1.5.0-rc.1"];

/** Looks for a text that two patterns both give, whatever the versions; undefined without one. */
export type Overlap = (a: VersionPattern, b: VersionPattern) => string | undefined;

/**
 * An `Overlap` that compares the parts without their common ends once: the variants of an image
 * differ in nothing else.
 */
export function createOverlap(): Overlap {
  const known = new Map<string, string | undefined>();
  return (a, b) => {
    if (areApart(a, b)) return undefined;
    const common = Math.min(a.begin.length, b.begin.length);
    const before = a.begin.slice(0, common);
    const [left, right] = [withoutBegin(a, common), withoutBegin(b, common)];
    const key = `${left.text} ${right.text}`;
    if (!known.has(key)) known.set(key, sharedText(left, right));
    const text = known.get(key);
    return text === undefined ? undefined : before + text;
  };
}

function withoutBegin(pattern: VersionPattern, length: number): VersionPattern {
  return length === 0 ? pattern : patternOf([pattern.begin.slice(length), ...pattern.parts.slice(1)]);
}

/** A sample comes first, because people recognise it; the search that follows is complete. */
function sharedText(a: VersionPattern, b: VersionPattern): string | undefined {
  for (const [one, other] of [[b, a] as const, [a, b] as const]) {
    for (const sample of samples) {
      const text = printPattern(one, sample);
      if (parsePattern(other, text)) return text;
    }
  }
  return search(automatonOf(a.parts), automatonOf(b.parts));
}

/** Whether two patterns differ where both begin or end with literal text: most do. */
export function areApart(a: Pick<VersionPattern, "begin" | "end">, b: Pick<VersionPattern, "begin" | "end">): boolean {
  const begins = a.begin.startsWith(b.begin) || b.begin.startsWith(a.begin);
  return !begins || !(a.end.endsWith(b.end) || b.end.endsWith(a.end));
}

const digits = "0123456789";
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-";

/** A step to another state: by one of these characters, or, with none, at once. */
interface Edge {
  characters: string;
  to: number;
}

/** A non-deterministic automaton that begins in state 0 and accepts in the last one. */
type Automaton = Edge[][];

function automatonOf(parts: readonly PatternPart[]): Automaton {
  const states: Automaton = [[]];
  const next = (): number => states.push([]) - 1;
  const edge = (from: number, characters: string, to = next()): number => {
    states[from]?.push({ characters, to });
    return to;
  };
  const number = (from: number): number => {
    const end = edge(from, "0");
    const more = edge(from, "123456789");
    edge(more, digits, more);
    return edge(more, "", end);
  };
  /** `0`, a number without leading zeros, or letters and digits with at least one letter. */
  const identifier = (from: number): number => {
    const end = number(from);
    const some = edge(from, "");
    edge(some, digits, some);
    const word = edge(some, letters);
    edge(word, digits + letters, word);
    return edge(word, "", end);
  };
  const version = (from: number): number => {
    const release = number(edge(number(edge(number(from), ".")), "."));
    const end = identifier(edge(release, "-"));
    edge(identifier(edge(end, ".")), "", end);
    return edge(release, "", edge(end, "")); // the end of an identifier goes on, this state does not
  };
  let state = 0;
  for (const part of parts) {
    if (typeof part === "string") for (const character of part) state = edge(state, character);
    else state = part.part === "version" ? version(state) : number(state);
  }
  edge(state, "");
  return states;
}

/** The shortest text that both automata accept. */
function search(a: Automaton, b: Automaton): string | undefined {
  const reached = new Map<string, string>([["0 0", ""]]);
  for (const [key, text] of reached) {
    const [left = 0, right = 0] = key.split(" ").map(Number);
    if (left === a.length - 1 && right === b.length - 1) return text;
    for (const [to, more] of stepsFrom(a, left, b, right)) if (!reached.has(to)) reached.set(to, text + more);
  }
  return undefined;
}

function* stepsFrom(a: Automaton, left: number, b: Automaton, right: number): Generator<readonly [string, string]> {
  const [own, others] = [a[left] ?? [], b[right] ?? []];
  for (const { characters, to } of own) if (characters === "") yield [`${to} ${right}`, ""];
  for (const { characters, to } of others) if (characters === "") yield [`${left} ${to}`, ""];
  for (const one of own) {
    for (const other of others) {
      const common = [...other.characters].find((character) => one.characters.includes(character));
      if (common !== undefined) yield [`${one.to} ${other.to}`, common];
    }
  }
}
