import { failure } from "../lib/problems/problem.ts";
import { someOf } from "../lib/text/words.ts";
import type { Unit } from "../unit/unit.ts";

/** A unit that others follow. */
export interface Source {
  unit: Unit;
  /** Also those that follow its followers: what is bad in the first stream of a chain is bad in all. */
  followers: readonly Unit[];
}

/**
 * The units among those that `only` selects, with their followers.
 * @param all every unit of the configuration
 * @throws Failure `input-invalid` for a unit that nothing follows: a verdict on it would have no effect
 */
export function sourcesAmong(units: readonly Unit[], all: readonly Unit[]): Source[] {
  const sources = units.map((unit) => ({ unit, followers: followersOf(unit.name, all) }));
  const [first] = sources.filter(({ followers }) => followers.length === 0);
  if (first) throw failure("input-invalid", `only: nothing follows ${first.unit.name}${remedy(first.unit, all)}.`);
  return sources;
}

function followersOf(name: string, all: readonly Unit[]): Unit[] {
  return all.filter(({ follows }) => follows?.unit === name).flatMap((unit) => [unit, ...followersOf(unit.name, all)]);
}

/** The units that a follower follows: its source and, in a chain, those before it. */
export function sourcesOf(follower: Pick<Unit, "follows">, all: readonly Unit[]): Unit[] {
  const source = all.find(({ name }) => name === follower.follows?.unit);
  return source ? [source, ...sourcesOf(source, all)] : [];
}

function remedy({ follows, stream }: Unit, all: readonly Unit[]): string {
  if (follows) {
    const source = all.find(({ name }) => name === follows.unit)?.stream ?? follows.unit;
    return `. Stream ${stream} follows ${source}, and verdicts are on what is followed: use \`only: "${follows.unit}"\``;
  }
  const followed = all.flatMap((unit) => (unit.follows ? [`${unit.name} follows ${unit.follows.unit}`] : []));
  return followed.length === 0
    ? ": no stream has `follows`, so no verdict would have an effect"
    : `, so a verdict on it would have no effect. ${someOf([...new Set(followed)], 5)}`;
}
