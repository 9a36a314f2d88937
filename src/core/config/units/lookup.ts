import type { TextOf } from "./build-paths.ts";
import type { Place } from "./place.ts";

const noPlatforms: readonly string[] = [];

/** Looks paths up at a place, and says which of them are missing there. */
export type Lookup<T> = (textOf: TextOf, place: Place, platforms?: readonly string[]) => Found<T>;

export interface Found<T> {
  found: T;
  missing: readonly string[];
}

/** A lookup that looks a constant result up once at each place, for each list of platforms. */
export function onceIf<T>(
  constant: boolean,
  compute: (textOf: TextOf, place: Place, platforms: readonly string[]) => T,
): Lookup<T> {
  const known = new Map<Place, Map<readonly string[], Found<T>>>();
  return (textOf, place, platforms = noPlatforms) => {
    const here = known.get(place) ?? new Map<readonly string[], Found<T>>();
    known.set(place, here);
    const before = constant ? here.get(platforms) : undefined;
    if (before) return before;
    const result = { found: compute(textOf, place, platforms), missing: place.takeMissing() };
    here.set(platforms, result);
    return result;
  };
}
