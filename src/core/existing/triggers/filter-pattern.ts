/**
 * GitHub's patterns for the names of branches and git tags, which are no usual globs: `*` stops at
 * `/`, `**` does not, `?` and `+` repeat the character before them, `[]` lists characters, and `\`
 * makes the next character a plain one.
 */

interface Token {
  fits(character: string): boolean;
  min: 0 | 1;
  isRepeated: boolean;
}

/** Whether the names of a filter fit: the last pattern that fits decides, and `!` excludes. */
export function matchesFilter(name: string, patterns: readonly string[]): boolean {
  let isMatched = false;
  for (const pattern of patterns) {
    if (pattern.startsWith("!")) isMatched &&= !matchesPattern(name, pattern.slice(1));
    else isMatched ||= matchesPattern(name, pattern);
  }
  return isMatched;
}

/** Whether a name fits one pattern. It takes time in proportion to both lengths. */
export function matchesPattern(name: string, pattern: string): boolean {
  const { tokens, optional } = tokensOf(pattern);
  let reached = reach(new Set([0]), tokens, optional);
  for (const character of name) {
    const next = new Set<number>();
    for (const index of reached) {
      const token = tokens[index];
      if (token?.fits(character) !== true) continue;
      next.add(index + 1);
      if (token.isRepeated) next.add(index);
    }
    if (next.size === 0) return false;
    reached = reach(next, tokens, optional);
  }
  return reached.has(tokens.length);
}

/** All places in the pattern that are reached without a further character. */
function reach(from: ReadonlySet<number>, tokens: readonly Token[], optional: ReadonlyMap<number, number>): Set<number> {
  const reached = new Set<number>();
  const open = [...from];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    if (tokens[index]?.min === 0) open.push(index + 1);
    const skipped = optional.get(index);
    if (skipped !== undefined) open.push(skipped);
  }
  return reached;
}

interface Tokens {
  tokens: Token[];
  /** From which token to which one may skip: over `**` with its slash, after a slash or at the start. */
  optional: Map<number, number>;
}

function tokensOf(pattern: string): Tokens {
  const result: Tokens = { tokens: [], optional: new Map() };
  for (let index = 0; index < pattern.length; ) index = readToken(pattern, index, result);
  return result;
}

/** Reads the token at a place; gives the place after it. */
function readToken(pattern: string, index: number, { tokens, optional }: Tokens): number {
  const character = pattern.charAt(index);
  const last = tokens.at(-1);
  if (character === "?" && last !== undefined) {
    last.min = 0;
    return index + 1;
  }
  if (character === "+" && last !== undefined) {
    last.isRepeated = true;
    return index + 1;
  }
  if (character === "*") {
    const stars = /^\*+/.exec(pattern.slice(index))?.[0].length ?? 1;
    const isFirst = index === 0 || pattern[index - 1] === "/";
    if (stars > 1 && isFirst && pattern[index + stars] === "/") optional.set(tokens.length, tokens.length + 2);
    tokens.push({ fits: (other) => stars > 1 || other !== "/", min: 0, isRepeated: true });
    return index + stars;
  }
  const end = character === "[" ? pattern.indexOf("]", index) : -1;
  if (end > index) {
    tokens.push(oneOf(pattern.slice(index + 1, end)));
    return end + 1;
  }
  const isEscaped = character === "\\" && index + 1 < pattern.length;
  const literal = pattern.charAt(isEscaped ? index + 1 : index);
  tokens.push({ fits: (other) => other === literal, min: 1, isRepeated: false });
  return index + (isEscaped ? 2 : 1);
}

function oneOf(listed: string): Token {
  const ranges: (readonly [string, string])[] = [];
  for (let index = 0; index < listed.length; index += 1) {
    const isRange = listed[index + 1] === "-" && index + 2 < listed.length;
    ranges.push([listed.charAt(index), listed.charAt(isRange ? index + 2 : index)]);
    if (isRange) index += 2;
  }
  return { fits: (other) => ranges.some(([first, last]) => first <= other && other <= last), min: 1, isRepeated: false };
}
