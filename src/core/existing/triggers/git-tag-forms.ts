import compare from "semver/functions/compare.js";
import parse from "semver/functions/parse.js";
import { matchesFilter, matchesPattern } from "./filter-pattern.ts";

/** At most so many apps of one repository have git tags of their own. */
const maxForms = 20;

/**
 * Git tags of the sample's version, one for each form that a filter lets through: as the known git
 * tags are written, else as the pattern suggests. `patterns` is undefined without a filter.
 */
export function sampleGitTags(patterns: readonly string[] | undefined, gitTags: readonly string[], version: string): string[] {
  const known = knownPrefixes(gitTags);
  const passes = (tag: string): boolean => patterns === undefined || matchesFilter(tag, patterns);
  if (patterns === undefined) return [`${known[0] ?? "v"}${version}`];
  const tags = patterns
    .filter((pattern) => !pattern.startsWith("!"))
    .flatMap((pattern) => formsOf(pattern, known, version).filter(passes));
  return [...new Set(tags)].slice(0, maxForms);
}

/** The tags that one pattern suggests: all apps of the known tags, or one text. */
function formsOf(pattern: string, known: readonly string[], version: string): string[] {
  const fitting = known.filter((prefix) => matchesPattern(`${prefix}${version}`, pattern));
  if (fitting.length > 0) return newestOfEachApp(fitting).map((prefix) => `${prefix}${version}`);
  const fixed = /^[^*?+[\]\\]*/.exec(pattern)?.[0] ?? "";
  if (fixed === pattern) return [pattern];
  const stem = fixed.replace(/\d[\d.]*$/, "");
  // A pattern of three parts is for a version alone, unless it has a `v`.
  const plain = /^[*[].*\..*\./.test(pattern) ? [version, `v${version}`] : [`v${version}`, version];
  const guesses = [...plain, `${stem}${version}`, `${stem}v${version}`, `${stem}-${version}`, `${stem}/${version}`];
  const found = guesses.find((guess) => matchesPattern(guess, pattern));
  return found === undefined ? [] : [found];
}

/** What stands before the version in known git tags, that of the highest version first. */
function knownPrefixes(gitTags: readonly string[]): string[] {
  const newest = new Map<string, string>();
  for (const tag of gitTags) {
    const [, prefix, version] = /^(.{0,100}?)(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/.exec(tag) ?? [];
    if (prefix === undefined || version === undefined || parse(version) === null) continue;
    const other = newest.get(prefix);
    if (other === undefined || compare(version, other) > 0) newest.set(prefix, version);
  }
  return [...newest].sort(([, a], [, b]) => compare(b, a)).map(([prefix]) => prefix);
}

/** `v` and no prefix are one app that changed its form: the newer form counts. */
function newestOfEachApp(prefixes: readonly string[]): string[] {
  const apps = new Set<string>();
  return prefixes.filter((prefix) => {
    const app = prefix.replace(/v$/, "");
    const isNew = !apps.has(app);
    apps.add(app);
    return isNew;
  });
}
