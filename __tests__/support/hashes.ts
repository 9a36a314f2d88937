import { type Hashes, hashUnits } from "../../src/core/inputs/unit-hashes.ts";
import type { Unit } from "../../src/core/unit/unit.ts";
import type { Hasher } from "../../src/ports/repository.ts";

/** The hashes of units at a commit, by name; bases before what is built on them. */
export async function hashesAt(hasher: Hasher, commit: string, units: readonly Unit[]): Promise<Map<string, Hashes>> {
  return hashUnits(units, await hasher.filesOf(commit, units), hasher.sha256);
}
