import { baseUnitsOf } from "../unit/bases.ts";
import type { Unit } from "../unit/unit.ts";

/** A unit, and all units that need images of it: its followers, those that are built on it, and so on. */
export function withDependents(name: string, units: readonly Unit[]): Unit[] {
  const found = new Set([name]);
  // The loop visits what it adds, too.
  for (const needed of found)
    for (const unit of units) if (unit.follows?.unit === needed || baseUnitsOf(unit).includes(needed)) found.add(unit.name);
  return units.filter((unit) => found.has(unit.name));
}
