import { failure } from "../lib/problems/problem.ts";

/**
 * The files that a `.dockerignore` file lets through in BuildKit: a port of
 * github.com/moby/patternmatcher v0.6 (`ignorefile.ReadAll`, `MatchesUsingParentResults`) and of
 * the walk of github.com/tonistiigi/fsutil.
 *
 * The npm library (@balena/dockerignore 1.0.2, from moby 19.03) differs where it matters here: a
 * file that is wrongly ignored gives two different contexts one inputs hash. By default, it ignores
 * case. It fails on `c++` and `a(b)`, does not handle a byte order mark, never ignores files named
 * `constructor` or `toString`, and reads `**x` differently. It matches parent folders by depth,
 * while BuildKit passes the result of each pattern from folder to folder.
 */
export interface IgnoreRules {
  /**
   * Whether the build receives this file (or symbolic link, or submodule). The path is relative to
   * the context, with `/`.
   */
  includes(path: string): boolean;
  /** Whether the build receives nothing from this folder, so that a walk may skip it. */
  skips(folder: string): boolean;
}

interface Pattern {
  text: string;
  /** An exception: `!docs/README.md`. */
  exception: boolean;
  matches(path: string): boolean;
}

/**
 * The result for one path: whether it is ignored, and which patterns matched it or a parent folder.
 */
interface Result {
  ignored: boolean;
  matched: boolean[];
}

/**
 * Parses the rules of an ignore file.
 * @param file its path, for the error message
 * @throws Failure `context-ignore-file` for patterns that BuildKit refuses, too, and for a few
 * whose meaning in BuildKit is surprising: `[a*]`
 */
export function parseIgnoreFile(text: string, file: string): IgnoreRules {
  const patterns = text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .filter((line) => !line.startsWith("#") && trim(line) !== "")
    .flatMap((line) => parsePattern(trim(line), file) ?? []);
  const folders = new Map<string, Result>();

  const resultOf = (path: string): Result => {
    const slash = path.lastIndexOf("/");
    return evaluate(patterns, path, slash < 0 ? undefined : resultOfFolder(path.slice(0, slash)).matched);
  };
  const resultOfFolder = (folder: string): Result => {
    let result = folders.get(folder);
    if (!result) {
      result = resultOf(folder);
      folders.set(folder, result);
    }
    return result;
  };

  const prefixes = exceptionPrefixes(patterns);
  return {
    includes: (path) => !resultOf(path).ignored,
    skips: (folder) =>
      prefixes !== "any" && resultOfFolder(folder).ignored && !prefixes.some((prefix) => `${prefix}/`.startsWith(`${folder}/`)),
  };
}

/** The rules of a context without an ignore file. */
export const ignoreNothing: IgnoreRules = { includes: () => true, skips: () => false };

/**
 * patternmatcher's `MatchesUsingParentResults`: it skips a pattern that cannot change the outcome,
 * and counts it as not matched.
 */
function evaluate(patterns: readonly Pattern[], path: string, parent: readonly boolean[] | undefined): Result {
  let ignored = false;
  const matched = patterns.map((pattern, index) => {
    const match = parent?.[index] === true || (pattern.exception === ignored && pattern.matches(path));
    if (match) ignored = !pattern.exception;
    return match;
  });
  return { ignored, matched };
}

/**
 * The folders in which exceptions may keep files of an ignored folder; "any" if an exception has
 * wildcards before its end, as in fsutil.
 */
function exceptionPrefixes(patterns: readonly Pattern[]): string[] | "any" {
  const prefixes = patterns
    .filter(({ exception }) => exception)
    .map(({ text }) => text.replace(/\/\*\*$/, "").replace(/\/\*$/, ""));
  return prefixes.some((prefix) => /[*[\]?^\\]/.test(prefix)) ? "any" : prefixes;
}

function parsePattern(line: string, file: string): Pattern | undefined {
  // Cleans twice, with a trim in between, as patternmatcher does: `/!x` is an exception too, and
  // `x/ /` is `x`.
  const once = line.startsWith("!") ? `!${relative(trim(line.slice(1)))}` : relative(line);
  if (trim(once) === "") return undefined;
  const cleaned = clean(trim(once));
  const exception = cleaned.startsWith("!");
  const text = exception ? cleaned.slice(1) : cleaned;
  if (text === "" || (exception && text === "/")) throw broken(line, file);
  try {
    return { text, exception, matches: compile(text) };
  } catch (error) {
    if (error instanceof SyntaxError) throw broken(line, file);
    throw error;
  }
}

function broken(pattern: string, file: string): Error {
  return failure("context-ignore-file", `${file} has the invalid pattern "${pattern}". Correct or remove it.`);
}

const space = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const aroundSpace = new RegExp(`^${space}|${space}$`, "g");

/** Go's `strings.TrimSpace`: unlike it, JavaScript's `trim` removes U+FEFF and keeps U+0085. */
function trim(text: string): string {
  return text.replace(aroundSpace, "");
}

/** The cleaned path without its leading `/`. */
function relative(text: string): string {
  return text === "" ? "" : clean(text).replace(/^\/(?=.)/s, "");
}

/** Go's `filepath.Clean`. */
function clean(text: string): string {
  const rooted = text.startsWith("/");
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !rooted) parts.push(part);
  }
  return `${rooted ? "/" : ""}${parts.join("/")}` || ".";
}

/**
 * patternmatcher's `compile` and `match`, with their shortcuts, which give other results than its
 * regular expressions.
 */
function compile(text: string): (path: string) => boolean {
  if (!/[*?[\]\\]/.test(text)) return (path) => path === text;
  if (text.startsWith("\uFEFF"))
    throw new SyntaxError("a byte order mark, which BuildKit drops here, and keeps in a pattern without wildcards");
  const rest = text.startsWith("**") ? text.slice(2) : undefined;
  if (rest !== undefined && !/[*?[\]\\]/.test(rest)) {
    return (path) => path.endsWith(rest) || (rest.startsWith("/") && path === rest.slice(1));
  }
  const start = /^([^*?[\]\\]*)\*\*$/.exec(text)?.[1];
  if (start !== undefined) return (path) => path.startsWith(start);
  const expression = new RegExp(`^${regularExpression(text)}$`, "u");
  return (path) => expression.test(path);
}

/** A repetition in Go's `regexp`, for which `a{02}` and `a{,2}` are plain text. */
const repetition = /^\{(?:0|[1-9]\d*)(?:,(?:0|[1-9]\d*)?)?\}$/;

/**
 * The regular expression that patternmatcher makes of a pattern, without the enclosing `^` and `$`.
 * It tries to escape `|`, `{` and `}` but fails, because its table of characters ends before them.
 * They are alternatives and repetitions, and the `^` and the `$` belong to the first and the last
 * alternative.
 */
function regularExpression(text: string): string {
  // In turn: `**/` and `**`, `*`, `?`, a character class, an escaped character, a repetition, any
  // other character.
  return text.replace(/\*\*\/?|\*|\?|\[(?:\\.|[^\]\\])+\]|\\.|\{[\d,]+\}|./gsu, (part, offset: number) =>
    expressionOf(part, offset + part.length === text.length),
  );
}

function expressionOf(part: string, isLast: boolean): string {
  if (part.startsWith("**")) return isLast ? "[^\\n]*" : "(?:[^\\n]*/)?";
  if (part === "*") return "[^/]*";
  if (part === "?") return "[^/]";
  if (part === "[") throw new SyntaxError("a `[` without its `]`");
  if (part.startsWith("[")) return characterClass(part);
  if (part.startsWith("\\")) return escapedByUser(part);
  if (repetition.test(part)) return part;
  return part.replace(/[$.+(){}\]]/g, "\\$&"); // not `^`: BuildKit does not escape it, so it matches nothing
}

function characterClass(part: string): string {
  const [, negation = "", body = ""] = /^\[(\^?)(.*)\]$/su.exec(part) ?? [];
  // BuildKit reads a star in a class in a surprising way, and `[[:alpha:]]` is a class of Go's
  // regular expressions.
  if (body === "" || /[*?]|\[:.*:$/su.test(body))
    throw new SyntaxError("a character class that BuildKit reads in a surprising way");
  const escaped = body.replace(/\\.|[[(){}/|$.+]/gsu, (text) => (text.startsWith("\\") ? escapedByUser(text) : `\\${text}`));
  return `[${negation}${escaped}]`;
}

/**
 * `\*` and similar escapes. BuildKit would read a backslash and a letter as a class of the regular
 * expression.
 */
function escapedByUser(text: string): string {
  const character = text.slice(1);
  if (character === "" || /[A-Za-z0-9]|[^\0-\x7f]/.test(character)) throw new SyntaxError("a backslash that escapes nothing");
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
