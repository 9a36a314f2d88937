import { repositoryKey } from "../oci/reference.ts";
import { versionPatternOf } from "../tags/alias-pattern.ts";
import { areApart, createOverlap, type Overlap } from "../tags/pattern-overlap.ts";
import { movingTagsOf } from "../tags/publication-tags.ts";
import { parseVersionTag, versionPatterns } from "../tags/version.ts";
import type { VersionPattern } from "../tags/version-pattern.ts";
import type { Unit } from "../unit/unit.ts";

/**
 * Two units whose tags clash in one repository: they would write the same tag, or the grammar
 * cannot tell their tags apart. The first unit has it as a version tag. Both are the same unit if
 * two of its own patterns, or one of them and its stream tag or an alias, clash.
 */
export interface VersionClash<T> {
  versioned: T;
  other: T;
  repository: string;
  /**
   * A tag that both units would have: an example of a version, or the stream tag or an alias of the
   * other unit.
   */
  tag: string;
  /** The alias of the other unit that a version gives this text: `{major}.{minor}`. */
  alias?: string;
}

type Tagged = Pick<Unit, "variant" | "streamTag" | "aliases" | "evaluatedAliases" | "destinations" | "versions" | "timestamps">;

/**
 * Finds version tags that the grammar could not tell from the version tags, the stream tag or an
 * alias of another unit, or from one another. Each pair of units gives one clash.
 */
export function versionClashes<T extends Tagged>(units: readonly T[]): VersionClash<T>[] {
  if (!units.some(({ versions }) => versions)) return []; // most configurations have none, and many units
  const clashes = new Map<T, Map<T, VersionClash<T>>>();
  const overlap = createOverlap();
  for (const { repository, group } of unitsByRepository(units)) {
    for (const [reading, another] of versionedPairs(group)) {
      const [unit, other] = [reading.unit, another.unit];
      const shared = sharedTag(reading, another, overlap);
      if (shared === undefined || clashes.get(other)?.has(unit) || clashes.get(unit)?.has(other)) continue;
      const own = clashes.get(unit) ?? new Map<T, VersionClash<T>>();
      clashes.set(unit, own.set(other, { versioned: unit, other, repository, ...shared }));
    }
  }
  return [...clashes.values()].flatMap((own) => [...own.values()]);
}

function unitsByRepository<T extends Tagged>(units: readonly T[]): Iterable<{ repository: string; group: T[] }> {
  const byRepository = new Map<string, { repository: string; group: T[] }>();
  for (const unit of units) {
    for (const { repository } of unit.destinations) {
      const key = repositoryKey(repository);
      const known = byRepository.get(key);
      if (known) known.group.push(unit);
      else byRepository.set(key, { repository, group: [unit] });
    }
  }
  return byRepository.values();
}

/** A unit with its patterns, which are parsed once, because each unit meets every other one. */
interface Reading<T> {
  unit: T;
  movingTags: readonly string[];
  patterns: VersionPattern[];
  /** The aliases that nothing but a version fills. */
  aliases: VersionPattern[];
  /** The literal text that all its version tags begin and end with: few others do. */
  begin: string;
  end: string;
}

function readingOf<T extends Tagged>(unit: T): Reading<T> {
  const patterns = unit.versions ? versionPatterns(unit) : [];
  const shortest = (texts: readonly string[]): string => texts.reduce((a, b) => (b.length < a.length ? b : a), texts[0] ?? "");
  const [begin, end] = [shortest(patterns.map((one) => one.begin)), shortest(patterns.map((one) => one.end))];
  return {
    unit,
    movingTags: movingTagsOf(unit),
    patterns,
    aliases: unit.evaluatedAliases?.flatMap((alias) => versionPatternOf(alias) ?? []) ?? [],
    begin: patterns.every((one) => one.begin.startsWith(begin)) ? begin : "",
    end: patterns.every((one) => one.end.endsWith(end)) ? end : "",
  };
}

/** Pairs each unit that has versions with every unit of the repository, itself included. */
function* versionedPairs<T extends Tagged>(group: readonly T[]): Generator<readonly [Reading<T>, Reading<T>]> {
  if (!group.some(({ versions }) => versions)) return;
  const readings = group.map(readingOf);
  for (const reading of readings) {
    if (reading.unit.versions) for (const other of readings) yield [reading, other];
  }
}

/** A tag of the other unit that reads as a version tag of this unit; undefined if there is none. */
function sharedTag<T extends Tagged>(
  reading: Reading<T>,
  other: Reading<T>,
  overlap: Overlap,
): { tag: string; alias?: string } | undefined {
  const { unit, patterns, begin, end } = reading;
  const movingTag = other.movingTags.find(
    (text) => text.startsWith(begin) && text.endsWith(end) && parseVersionTag(text, unit, patterns),
  );
  if (movingTag !== undefined) return { tag: movingTag };
  for (const alias of other.aliases) {
    const tag = firstShared(
      patterns.map((own) => [own, alias] as const),
      overlap,
    );
    if (tag !== undefined) return { tag, alias: alias.text };
  }
  const tag = sharedVersion(reading, other, overlap);
  return tag === undefined ? undefined : { tag };
}

/** A text that patterns of both units give, or two of one unit. */
function sharedVersion<T extends Tagged>(
  { unit, patterns, begin, end }: Reading<T>,
  other: Reading<T>,
  overlap: Overlap,
): string | undefined {
  if (other.unit === unit) return unit.versions?.tags ? firstShared(pairsIn(patterns), overlap) : undefined;
  if (other.patterns.length === 0 || areApart({ begin, end }, other)) return undefined;
  // A unit without variants would read `1.2.3-1` of the variant `1.2.3` as a pre-release.
  return firstShared(
    patterns.flatMap((own) => other.patterns.map((one) => [own, one] as const)),
    overlap,
  );
}

/** Each pair of a unit's own patterns. The default ones never clash. */
function pairsIn(patterns: readonly VersionPattern[]): (readonly [VersionPattern, VersionPattern])[] {
  return patterns.flatMap((own, index) => patterns.slice(index + 1).map((other) => [own, other] as const));
}

function firstShared(pairs: readonly (readonly [VersionPattern, VersionPattern])[], overlap: Overlap): string | undefined {
  for (const [own, other] of pairs) {
    const text = overlap(own, other);
    if (text !== undefined) return text;
  }
  return undefined;
}
