import { failure } from "./problem.ts";

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
    .filter((line) => !line.startsWith("#") && line.trim() !== "")
    .flatMap((line) => parsePattern(line.trim(), file) ?? []);
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
  const once = line.startsWith("!") ? `!${clean(line.slice(1).trim())}` : clean(line);
  if (once.trim() === "") return undefined;
  const cleaned = clean(once.trim());
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

/** Go's `filepath.Clean`, and then without the leading `/`. */
function clean(text: string): string {
  if (text === "") return "";
  const rooted = text.startsWith("/");
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !rooted) parts.push(part);
  }
  return parts.length > 0 ? parts.join("/") : rooted ? "/" : ".";
}

/** patternmatcher's `compile` and `match`, with its shortcuts, since they give other answers than its regular expressions would. */
function compile(text: string): (path: string) => boolean {
  if (!/[*?[\]\\]/.test(text)) return (path) => path === text;
  const rest = text.startsWith("**") ? text.slice(2) : undefined;
  if (rest !== undefined && !/[*?[\]\\]/.test(rest)) {
    return (path) => path.endsWith(rest) || (rest.startsWith("/") && path === rest.slice(1));
  }
  const start = /^([^*?[\]\\]*)\*\*$/.exec(text)?.[1];
  if (start !== undefined) return (path) => path.startsWith(start);
  const expression = new RegExp(`^${regularExpression(text)}$`, "u");
  return (path) => expression.test(path);
}

function regularExpression(text: string): string {
  // In turn: `**/` and `**`, `*`, `?`, a character class, an escaped character, any other character.
  return text.replace(/\*\*\/?|\*|\?|\[(?:\\.|[^\]\\])+\]|\\.|./gsu, (part, offset: number) => {
    if (part.startsWith("**")) return offset + part.length === text.length ? ".*" : "(?:.*/)?";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    if (part === "[") throw new SyntaxError("a `[` without its `]`");
    if (part.startsWith("[")) return characterClass(part);
    if (part.startsWith("\\")) return escapedByUser(part);
    return /[$.+()|{}\]]/.test(part) ? `\\${part}` : part; // not `^`: BuildKit leaves it as it is, and so it matches nothing
  });
}

function characterClass(part: string): string {
  const [, negation = "", body = ""] = /^\[(\^?)(.*)\]$/su.exec(part) ?? [];
  if (body === "" || /[*?]/.test(body)) throw new SyntaxError("a character class that BuildKit reads otherwise than one would");
  const escaped = body.replace(/\\.|[[(){}/|$.+]/gsu, (text) => (text.startsWith("\\") ? escapedByUser(text) : `\\${text}`));
  return `[${negation}${escaped}]`;
}

/** `\*` and the like; a letter after the backslash would be one of the regular expression's own classes in BuildKit. */
function escapedByUser(text: string): string {
  const character = text.slice(1);
  if (character === "" || /[A-Za-z0-9]|[^\0-\x7f]/.test(character)) throw new SyntaxError("a backslash that escapes nothing");
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
