import { repositoryKey } from "../oci/reference.ts";
import { movingTagsOf } from "../tags/publication-tags.ts";
import { parseVersionTag, variantOf, versionTag } from "../tags/version.ts";
import type { Unit } from "../unit/unit.ts";

/**
 * Two units whose tags clash in one repository: they would write the same tag, or the grammar
 * cannot tell their tags apart. The first unit has it as a version tag.
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
}

type Tagged = Pick<Unit, "variant" | "streamTag" | "aliases" | "destinations" | "versions">;

/**
 * Finds version tags that the grammar could not tell from the version tags, the stream tag or an
 * alias of another unit. Each pair of units gives one clash.
 */
export function versionClashes<T extends Tagged>(units: readonly T[]): VersionClash<T>[] {
  const clashes = new Map<T, Map<T, VersionClash<T>>>();
  for (const { repository, group } of unitsByRepository(units)) {
    for (const [unit, other] of versionedPairs(group)) {
      const tag = sharedTag(unit, other);
      if (tag === undefined || clashes.get(other)?.has(unit) || clashes.get(unit)?.has(other)) continue;
      const own = clashes.get(unit) ?? new Map<T, VersionClash<T>>();
      clashes.set(unit, own.set(other, { versioned: unit, other, repository, tag }));
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

/** Pairs each unit that has versions with every unit of the repository, itself included. */
function* versionedPairs<T extends Tagged>(group: readonly T[]): Generator<readonly [T, T]> {
  for (const unit of group) {
    if (unit.versions) for (const other of group) yield [unit, other];
  }
}

/** A tag of the other unit that reads as a version tag of this unit; undefined if there is none. */
function sharedTag(unit: Tagged, other: Tagged): string | undefined {
  const variant = variantOf(unit);
  const movingTag = movingTagsOf(other).find((text) => parseVersionTag(text, variant));
  if (movingTag !== undefined || other === unit || !other.versions) return movingTag;
  // A unit without variants would read `1.2.3-1` of the variant `1.2.3` as a pre-release.
  return ["1.4.2", "1"].map((version) => versionTag(other, version)).find((text) => parseVersionTag(text, variant));
}
