import { normalRepository, repositoryKey, withRegistry } from "../oci/reference.ts";
import type { Unit } from "../unit/unit.ts";

/** The begin of a comment that names the unit of a scalar. */
export const markerWord = "tagstream:";

/** What a file may call the images of a configuration. */
export interface OwnNames {
  byName: ReadonlyMap<string, Unit>;
  byImage: ReadonlyMap<string, readonly Unit[]>;
  /** By `repositoryKey`. */
  byRepository: ReadonlyMap<string, readonly Unit[]>;
  /** The repositories as destinations have them, by `repositoryKey`. */
  spellings: ReadonlyMap<string, string>;
  /** The last parts of the repositories: a text that names an image contains one of them. */
  lastParts: readonly string[];
}

/** Made once for a list of units, because a run reads thousands of files. */
const known = new WeakMap<readonly Unit[], OwnNames>();

/** The names of these units' images. The list must not change afterwards. */
export function ownNames(units: readonly Unit[]): OwnNames {
  const before = known.get(units);
  if (before) return before;
  const byImage = new Map<string, Unit[]>();
  const byRepository = new Map<string, Unit[]>();
  const spellings = new Map<string, string>();
  for (const unit of units) {
    add(byImage, unit.image, unit);
    for (const { repository } of unit.destinations) {
      const key = repositoryKey(repository);
      if (byRepository.get(key)?.at(-1) !== unit) add(byRepository, key, unit);
      if (!spellings.has(key)) spellings.set(key, repository);
    }
  }
  const names: OwnNames = {
    byName: new Map(units.map((unit) => [unit.name, unit])),
    byImage,
    byRepository,
    spellings,
    lastParts: [...new Set([...byRepository.keys()].map((key) => key.slice(key.lastIndexOf("/") + 1)))],
  };
  known.set(units, names);
  return names;
}

function add(groups: Map<string, Unit[]>, key: string, unit: Unit): void {
  const group = groups.get(key);
  if (group) group.push(unit);
  else groups.set(key, [unit]);
}

/** The units that Tagstream publishes to a repository, in any of its spellings. */
export function unitsIn(names: OwnNames, repository: string): readonly Unit[] {
  return names.byRepository.get(repositoryKey(withRegistry(repository))) ?? [];
}

/** A repository of the units as their destinations have it, and any other as all results write it. */
export function fullRepository(names: OwnNames, written: string): string {
  const full = withRegistry(written);
  return names.spellings.get(repositoryKey(full)) ?? normalRepository(full);
}

/** Whether a text contains the name of one of the images. False means that it names none. */
export function mayName(names: OwnNames, text: string): boolean {
  return names.lastParts.some((part) => text.includes(part));
}
