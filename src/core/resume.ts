import { covers, type Hold } from "./hold.ts";
import { matchesUnit } from "./only.ts";
import type { Unit } from "./unit.ts";

/** A hold that ends for some units, and the units that it stays on. */
export interface Lifting {
  hold: Hold;
  /** Empty where it ends altogether. */
  rest: readonly Unit[];
  /** Globs over the rest: the hold's own, where they can stay. */
  scope: readonly string[];
}

/**
 * Which holds have to end so that nothing holds these units, and what stays of each.
 * @param all every unit of the configuration
 */
export function liftingOf(holds: readonly Hold[], units: readonly Unit[], all: readonly Unit[]): Lifting[] {
  const names = new Set(units.map(({ name }) => name));
  return holds.flatMap((hold) => {
    const on = all.filter((unit) => covers(hold, unit));
    if (!on.some(({ name }) => names.has(name))) return [];
    const rest = on.filter(({ name }) => !names.has(name));
    const kept = hold.scope.filter((glob) => !on.some(({ name }) => names.has(name) && matchesUnit(glob, name)));
    const others = rest.filter((unit) => !covers({ scope: kept }, unit)).map(({ name }) => name);
    return [{ hold, rest, scope: rest.length === 0 ? [] : [...kept, ...others] }];
  });
}
