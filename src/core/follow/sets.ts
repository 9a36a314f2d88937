import { sortedEntries } from "../lib/canonical.ts";
import { groupBy } from "../lib/group-by.ts";
import { baseUnitsOf } from "../unit/bases.ts";
import type { Unit } from "../unit/unit.ts";

/**
 * The followers that move together, each with the name of its set: the first of them. Absent: it
 * moves alone. Within a stream, `together` joins those of one variant; a base and what is built on
 * it are always joined, else a follower may have a base that its stream never had.
 */
export function setsOf(units: readonly Unit[]): Map<string, string> {
  const followers = units.filter(({ follows }) => follows);
  const declared = joinedByConfiguration(followers).map((group) => group.map(({ name }) => name));
  const sets = new Map(followers.map(({ name }) => [name, name]));
  for (const [first, ...others] of [...declared, ...ofBases(followers, units)]) {
    for (const other of others) join(sets, first, other);
  }
  return named(followers, sets);
}

function join(sets: Map<string, string>, one: string | undefined, other: string): void {
  const [set, joins] = [sets.get(one ?? other), sets.get(other)];
  for (const [name, old] of sets) if (old === joins && set !== undefined) sets.set(name, set);
}

/** The followers that `together` joins: those of one stream and variant. */
export function joinedByConfiguration<Follower extends Pick<Unit, "follows" | "stream" | "variant">>(
  followers: readonly Follower[],
): Follower[][] {
  const together = followers.filter(({ follows }) => follows?.together);
  return [...groupBy(together, ({ stream, variant }) => JSON.stringify([stream, sortedEntries(variant)])).values()];
}

/** Each follower with those of the same stream whose build its own one uses. */
function ofBases(followers: readonly Unit[], units: readonly Unit[]): string[][] {
  const byName = new Map(units.map((unit) => [unit.name, unit]));
  const followersOf = groupBy(followers, (unit) => builtUnit(unit, byName)?.name);
  return followers.map((unit) => {
    const bases = [...allBasesOf(builtUnit(unit, byName), byName)].flatMap((base) => followersOf.get(base) ?? []);
    return [unit, ...bases.filter(({ stream }) => stream === unit.stream)].map(({ name }) => name);
  });
}

/** The unit whose build a follower has: a follower may follow a follower. */
function builtUnit(unit: Unit | undefined, byName: ReadonlyMap<string, Unit>): Unit | undefined {
  return unit?.follows ? builtUnit(byName.get(unit.follows.unit), byName) : unit;
}

/** All that a unit is built on, also indirectly. */
function allBasesOf(unit: Unit | undefined, byName: ReadonlyMap<string, Unit>): Set<string> {
  const bases = new Set<string>(unit ? baseUnitsOf(unit) : []);
  for (const base of bases) for (const below of baseUnitsOf(byName.get(base) ?? {})) bases.add(below);
  return bases;
}

/** The sets of more than one follower, named after the first in the order of the units. */
function named(followers: readonly Unit[], sets: ReadonlyMap<string, string>): Map<string, string> {
  const groups = [...groupBy(followers, ({ name }) => sets.get(name)).values()].filter(({ length }) => length > 1);
  return new Map(groups.flatMap((group) => group.map(({ name }) => [name, group[0]?.name ?? name] as const)));
}
