import { covers, type Hold } from "./hold.ts";
import type { Unit } from "./unit.ts";

/** A hold that ends for some units, and the units that it stays on. */
export interface Lifting {
  hold: Hold;
  /** Empty where it ends altogether. */
  rest: readonly Unit[];
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
    return [{ hold, rest: on.filter(({ name }) => !names.has(name)) }];
  });
}
