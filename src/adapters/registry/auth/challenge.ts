/** One challenge of a `WWW-Authenticate` header. */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  scheme: string;
  /** Names in lower case, values without quotes and escapes. */
  parameters: Readonly<Record<string, string>>;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const end = "(?=[ \\t]*(?:,|$))";
const separators = /[ \t,]*/y;
// RFC 9110 makes unquoted values tokens. Real registries leave URLs unquoted.
const parameter = new RegExp(`(${token})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s",=][^\\s",]*))${end}`, "y");
const scheme = new RegExp(`(${token})(?:[ \\t]+|${end})`, "y");
const token68 = new RegExp(`[A-Za-z0-9._~+/-]+=*${end}`, "y");
const rest = /[^,]*/y;

/**
 * Reads the challenges of a `WWW-Authenticate` header (RFC 9110, section 11.6.1). One header may
 * hold several, since Node joins repeated headers with a comma. Quoted strings may hold commas and
 * escapes. Skips what it cannot parse.
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(header);
    if (match) position = pattern.lastIndex;
    return match;
  };
  while (position < header.length) {
    take(separators);
    const current = challenges.at(-1);
    const pair = current && take(parameter);
    if (pair) {
      const [, name = "", quoted, bare = ""] = pair;
      current.parameters[name.toLowerCase()] ??= quoted?.replace(/\\(.)/g, "$1") ?? bare;
      continue;
    }
    const start = take(scheme);
    if (!start) {
      take(rest);
      continue;
    }
    challenges.push({ scheme: (start[1] ?? "").toLowerCase(), parameters: {} });
    if (!peek(parameter, header, position)) take(token68);
  }
  return challenges;
}

function peek(pattern: RegExp, text: string, position: number): boolean {
  pattern.lastIndex = position;
  return pattern.test(text);
}
