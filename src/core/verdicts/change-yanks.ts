import { publicationKey } from "./standing.ts";
import type { Named, Statement, Yank } from "./verdict.ts";

/** The yanks with those of these publications; undefined if all of them are yanked. */
export function withYanks(yanks: readonly Yank[], images: readonly Named[], statement: Statement): Yank[] | undefined {
  const standing = standingKeys(yanks);
  const missing = images.filter((image) => !standing.has(publicationKey(image)));
  const added = missing.map(({ unit, stamp, digest }) => ({ unit, stamp, digest, ...statement }));
  return missing.length === 0 ? undefined : [...yanks, ...added];
}

/** The yanks with those of these publications taken back; undefined if none of them is yanked. */
export function withoutYanks(yanks: readonly Yank[], images: readonly Named[], undone: Statement): Yank[] | undefined {
  const wanted = new Set(images.map(publicationKey));
  const isHit = (yank: Yank): boolean => !yank.undone && wanted.has(publicationKey(yank));
  return yanks.some(isHit) ? yanks.map((yank) => (isHit(yank) ? { ...yank, undone } : yank)) : undefined;
}

function standingKeys(yanks: readonly Yank[]): Set<string> {
  return new Set(yanks.filter(({ undone }) => !undone).map(publicationKey));
}
