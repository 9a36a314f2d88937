import { groupBy } from "../../lib/group-by.ts";
import { type BaseKeys, baseUnitsOf } from "../../unit/bases.ts";
import type { Unit } from "../../unit/unit.ts";
import { sharedStagesKey } from "./shared-stages.ts";

/** The part of a unit that decides which job builds it. */
export type Grouped = Pick<Unit, "name" | "image" | "streamTag" | "platforms" | "build" | "source"> & BaseKeys;

/**
 * Groups the units that bases or shared stages connect, in the order of the first unit of each
 * group. A unit with bases in several groups joins these groups.
 * @param units bases before their children; each group keeps this order
 */
export function connected<U extends Grouped>(units: readonly U[]): U[][] {
  const places = new Map(units.map(({ name }, index) => [name, index]));
  const leaders = units.map((_, index) => index); // of each unit, an earlier unit of its group or itself
  const leaderOf = (index: number): number => {
    let leader = index;
    for (let next = leaders[leader] ?? leader; next !== leader; next = leaders[leader] ?? leader) leader = next;
    leaders[index] = leader;
    return leader;
  };
  const first = new Map<string, number>(); // the first unit with these shared stages
  for (const [index, unit] of units.entries()) {
    const key = sharedStagesKey(unit);
    const sharing = key === undefined ? undefined : first.get(key);
    if (key !== undefined && sharing === undefined) first.set(key, index);
    const others = baseUnitsOf(unit).map((name) => places.get(name));
    for (const other of [...others, sharing]) {
      if (other === undefined) continue;
      const [one, two] = [leaderOf(other), leaderOf(index)];
      leaders[Math.max(one, two)] = Math.min(one, two);
    }
  }
  return [...groupBy([...units.keys()], leaderOf).values()].map((group) => group.flatMap((index) => units[index] ?? []));
}
