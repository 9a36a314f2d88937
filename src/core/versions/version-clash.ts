import { repositoryKey } from "../oci/reference.ts";
import { movingTagsOf } from "../tags/publication-tags.ts";
import { parseVersionTag, variantOf, versionTag } from "../tags/version.ts";
import type { Unit } from "../unit/unit.ts";

/** Two units that would write, or could not tell apart, one tag in one repository, the first of them as a version tag. */
export interface VersionClash<T> {
  versioned: T;
  other: T;
  repository: string;
  /** A tag that both would have: one version for example, or the other's stream tag or alias. */
  tag: string;
}

type Tagged = Pick<Unit, "variant" | "streamTag" | "aliases" | "destinations" | "versions">;

/**
 * Where version tags would be those of another unit's versions, or are its stream tag or an alias, so that the grammar could not tell them apart.
 * One clash for each pair of units.
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

/** Each unit that has versions, with every unit of the repository: itself too. */
function* versionedPairs<T extends Tagged>(group: readonly T[]): Generator<readonly [T, T]> {
  for (const unit of group) {
    if (unit.versions) for (const other of group) yield [unit, other];
  }
}

/** A tag of the other unit's that reads as a version tag of the unit's; undefined when there is none. */
function sharedTag(unit: Tagged, other: Tagged): string | undefined {
  const variant = variantOf(unit);
  const movingTag = movingTagsOf(other).find((text) => parseVersionTag(text, variant));
  if (movingTag !== undefined || other === unit || !other.versions) return movingTag;
  // `1.2.3-1` of the variant `1.2.3` would be a pre-release of a unit without variants.
  return ["1.4.2", "1"].map((version) => versionTag(other, version)).find((text) => parseVersionTag(text, variant));
}
