import { failure } from "../lib/problem.ts";

/**
 * What a `.dockerignore` file lets through, as BuildKit reads it: a port of github.com/moby/patternmatcher v0.6
 * (`ignorefile.ReadAll`, `MatchesUsingParentResults`) and of the walk of github.com/tonistiigi/fsutil.
 *
 * Why not a library: the one that npm has (@balena/dockerignore 1.0.2, written after moby 19.03) differs where it matters here, since a
 * file wrongly taken for ignored gives two different contexts one inputs hash. It ignores case unless told not to, stumbles over
 * `c++` and `a(b)`, does not know a byte order mark, takes files named `constructor` or `toString` as never ignored, reads `**x` otherwise,
 * and looks at parent folders by their depth, while BuildKit carries each pattern's result down from folder to folder.
 */
export interface IgnoreRules {
  /** Whether the build receives this file (or symbolic link, or submodule); a path relative to the context, with `/`. */
  includes(path: string): boolean;
  /** Whether nothing at all in this folder is received, so that a walk need not enter it. */
  skips(folder: string): boolean;
}

interface Pattern {
  text: string;
  /** An exception: `!docs/README.md`. */
  exception: boolean;
  matches(path: string): boolean;
}

/** Of one path: whether it is ignored, and which patterns matched it or a folder above it. */
interface Result {
  ignored: boolean;
  matched: boolean[];
}

/**
 * The rules that the text of an ignore file states.
 * @param file its path, for the message of an error
 * @throws Failure `context-ignore-file` for patterns that BuildKit refuses too, and a few that it reads as nobody means them: `[a*]`
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

/** What a context without an ignore file is read by. */
export const ignoreNothing: IgnoreRules = { includes: () => true, skips: () => false };

/** patternmatcher's `MatchesUsingParentResults`: a pattern that cannot change the outcome is not asked, and counts as not matched. */
function evaluate(patterns: readonly Pattern[], path: string, parent: readonly boolean[] | undefined): Result {
  let ignored = false;
  const matched = patterns.map((pattern, index) => {
    const match = parent?.[index] === true || (pattern.exception === ignored && pattern.matches(path));
    if (match) ignored = !pattern.exception;
    return match;
  });
  return { ignored, matched };
}

/** Where files can be excepted from an ignored folder; "any" when an exception has wildcards before its end, as in fsutil. */
function exceptionPrefixes(patterns: readonly Pattern[]): string[] | "any" {
  const prefixes = patterns
    .filter(({ exception }) => exception)
    .map(({ text }) => text.replace(/\/\*\*$/, "").replace(/\/\*$/, ""));
  return prefixes.some((prefix) => /[*[\]?^\\]/.test(prefix)) ? "any" : prefixes;
}

function parsePattern(line: string, file: string): Pattern | undefined {
  // Cleaned twice, with a trim between, as there: `/!x` is an exception too, and `x/ /` is `x`.
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
  return failure(
    "context-ignore-file",
    `${file} has the pattern "${pattern}", which cannot be read. Correct it, or take it out.`,
  );
}

const space = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const aroundSpace = new RegExp(`^${space}|${space}$`, "g");

/** Go's `strings.TrimSpace`: JavaScript's `trim` takes U+FEFF away, too, and leaves U+0085. */
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

/** patternmatcher's `compile` and `match`, with its shortcuts, since they give other answers than its regular expressions would. */
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

/** A repetition as Go's `regexp` reads it: `a{02}` and `a{,2}` are plain text there. */
const repetition = /^\{(?:0|[1-9]\d*)(?:,(?:0|[1-9]\d*)?)?\}$/;

/**
 * The regular expression that patternmatcher makes of a pattern, for `^` before and `$` behind it. It means to escape `|`, `{` and `}`, and does not: its
 * table of characters ends before them. So they are alternatives and repetitions, and the `^` and the `$` belong to the first and the last alternative.
 */
function regularExpression(text: string): string {
  // In turn: `**/` and `**`, `*`, `?`, a character class, an escaped character, a repetition, any other character.
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
  return part.replace(/[$.+(){}\]]/g, "\\$&"); // not `^`: BuildKit leaves it as it is, and so it matches nothing
}

function characterClass(part: string): string {
  const [, negation = "", body = ""] = /^\[(\^?)(.*)\]$/su.exec(part) ?? [];
  // With a star it is not what one would think, and `[[:alpha:]]` is a class of Go's regular expressions.
  if (body === "" || /[*?]|\[:.*:$/su.test(body))
    throw new SyntaxError("a character class that BuildKit reads otherwise than one would");
  const escaped = body.replace(/\\.|[[(){}/|$.+]/gsu, (text) => (text.startsWith("\\") ? escapedByUser(text) : `\\${text}`));
  return `[${negation}${escaped}]`;
}

/** `\*` and the like; a letter after the backslash would be one of the regular expression's own classes in BuildKit. */
function escapedByUser(text: string): string {
  const character = text.slice(1);
  if (character === "" || /[A-Za-z0-9]|[^\0-\x7f]/.test(character)) throw new SyntaxError("a backslash that escapes nothing");
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
