import { failure } from "../lib/problems/problem.ts";
import { someOf } from "../lib/text/words.ts";
import type { Unit } from "../unit/unit.ts";

/** A unit that others follow. */
export interface Source {
  unit: Unit;
  followers: readonly Unit[];
}

/**
 * The units among those that `only` selects, with their followers.
 * @param all every unit of the configuration
 * @throws Failure `input-invalid` for a unit that nothing follows: a verdict on it would have no effect
 */
export function sourcesAmong(units: readonly Unit[], all: readonly Unit[]): Source[] {
  const sources = units.map((unit) => ({ unit, followers: all.filter(({ follows }) => follows?.unit === unit.name) }));
  const [first] = sources.filter(({ followers }) => followers.length === 0);
  if (first) throw failure("input-invalid", `only: nothing follows ${first.unit.name}${remedy(first.unit, all)}.`);
  return sources;
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
