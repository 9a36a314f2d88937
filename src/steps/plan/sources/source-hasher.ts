import { type Hash, testsHash } from "../../../core/inputs/inputs-hash.ts";
import type { UnitFiles } from "../../../core/inputs/unit-hashes.ts";
import type { Unit } from "../../../core/unit/unit.ts";
import type { Ports } from "../../../ports/index.ts";
import type { Hasher } from "../../../ports/repository.ts";
import type { SourceTree, SourceTrees } from "../checkout/source-trees.ts";

/** Hashes units at their own sources: one hasher for each work tree. */
export interface SourceHasher {
  readonly sha256: Hash;
  /**
   * The files of each unit, by name. A unit whose source is not open has no inputs.
   * @param unknown the names of units whose source is not even looked up
   */
  filesOf(units: readonly Unit[], unknown?: ReadonlySet<string>): Promise<Map<string, UnitFiles>>;
  /** The hasher of one work tree. */
  at(place: SourceTree): Hasher;
}

/** @param anew whether to look at the work trees again */
export function sourceHasher(trees: SourceTrees, hasherOf: Ports["hasherOf"], anew = false): SourceHasher {
  const hashers = new Map<SourceTree, Hasher>();
  const at = (place: SourceTree): Hasher => {
    const hasher = hashers.get(place) ?? hasherOf(place.tree, anew);
    hashers.set(place, hasher);
    return hasher;
  };
  const { sha256 } = at(trees.main);
  return {
    sha256,
    at,
    async filesOf(units, unknown = new Set()) {
      const wanted = units.filter(({ name }) => !unknown.has(name));
      const groups = [...trees.group(wanted)].map(([place, group]) => at(place).filesOf(place.commit, group));
      const known = new Map((await Promise.all(groups)).flatMap((files) => [...files]));
      for (const unit of units) if (!known.has(unit.name)) known.set(unit.name, withoutFiles(unit, sha256));
      return known;
    },
  };
}

function withoutFiles(unit: Unit, sha256: Hash): UnitFiles {
  const none = { none: "its source is not available" };
  return { inputs: { context: none, dockerfile: none, contexts: {} }, tests: testsHash(unit, [], sha256) };
}
