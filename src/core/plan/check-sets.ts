import { sortedEntries } from "../lib/canonical.ts";
import { groupBy } from "../lib/group-by.ts";
import type { Fault } from "../lib/json-document.ts";
import { type Plan, type PlannedUnit, usesCandidate } from "./plan.ts";

/** Where a plan does not move the units of a set together. */
export function setFaults({ units }: Pick<Plan, "units">): Fault[] {
  const following = units.map((unit, index) => ({ unit, index })).filter(({ unit }) => unit.follow);
  const together = following.filter(({ unit }) => unit.follows?.together);
  const declared = [...groupBy(together, ({ unit }) => JSON.stringify([unit.stream, sortedEntries(unit.variant)])).values()];
  const sets = groupBy(
    following.filter(({ unit }) => unit.follow?.set !== undefined),
    ({ unit }) => unit.follow?.set,
  );
  return [...declared.filter(({ length }) => length > 1).flatMap(separated), ...[...sets.values()].flatMap(left)];
}

type Following = { unit: PlannedUnit; index: number };

/** Units that the configuration joins, and the plan does not. */
function separated(group: readonly Following[]): Fault[] {
  const set = group[0]?.unit.follow?.set;
  return group
    .filter(({ unit: { follow } }) => follow?.set === undefined || follow.set !== set)
    .map(({ index }) => ({ at: `units[${index}].follow.set`, what: "it moves together with the others of its stream" }));
}

/** Units that would move, and stay although others of their set move. One that is blocked keeps the others. */
function left(group: readonly Following[]): Fault[] {
  if (!group.some(({ unit }) => usesCandidate(unit))) return [];
  return group
    .filter(({ unit }) => unit.follow?.takes && !usesCandidate(unit) && unit.decision !== "blocked")
    .map(({ index }) => ({ at: `units[${index}].decision`, what: "others of its set move" }));
}
