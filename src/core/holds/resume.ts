import { matchesUnit } from "../unit/selector.ts";
import type { Unit } from "../unit/unit.ts";
import { covers, digestsFor, type Hold } from "./hold.ts";
import type { PartialRelease } from "./partial-releases.ts";

/** A hold that ends for some units and stays on the others. */
export interface Lifting {
  hold: Hold;
  /** The units that it releases. */
  units: readonly Unit[];
  /** The units that it still holds; empty if it ends completely. */
  rest: readonly Unit[];
  /** Globs over the rest: those of the hold that can stay. */
  scope: readonly string[];
}

/**
 * The holds that must end to release these units, and the rest of each hold.
 * @param all every unit of the configuration
 */
export function liftingOf(holds: readonly Hold[], units: readonly Unit[], all: readonly Unit[]): Lifting[] {
  const names = new Set(units.map(({ name }) => name));
  return holds.flatMap((hold) => {
    const on = all.filter((unit) => covers(hold, unit));
    const ends = on.filter(({ name }) => names.has(name));
    if (ends.length === 0) return [];
    const rest = on.filter(({ name }) => !names.has(name));
    const kept = hold.scope.filter((glob) => !ends.some(({ name }) => matchesUnit(glob, name)));
    const others = rest.filter((unit) => !covers({ scope: kept }, unit)).map(({ name }) => name);
    return [{ hold, units: ends, rest, scope: rest.length === 0 ? [] : [...kept, ...others] }];
  });
}

/**
 * All partial releases of a hold, including this one.
 * @param at `2026-11-25T11:20:00Z`
 */
export function partialReleasesAfter({ hold, units }: Pick<Lifting, "hold" | "units">, at: string): PartialRelease[] {
  return [...(hold.partialReleases ?? []), { units: units.map(({ name }) => name), at, digests: digestsFor(hold, units) }];
}
