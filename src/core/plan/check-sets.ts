import { joinedByConfiguration } from "../follow/sets.ts";
import { groupBy } from "../lib/group-by.ts";
import type { Fault } from "../lib/json-document.ts";
import { type Plan, type PlannedUnit, usesCandidate } from "./plan.ts";

/** Where a plan does not move the units of a set together. */
export function setFaults({ units }: Pick<Plan, "units">): Fault[] {
  const following = units.map((unit, index): Following => ({ ...unit, index })).filter(({ follow }) => follow);
  const declared = joinedByConfiguration(following).filter(({ length }) => length > 1);
  const inSets = following.filter(({ follow }) => follow?.set !== undefined);
  const sets = [...groupBy(inSets, ({ follow }) => follow?.set).values()];
  return [...declared.flatMap(separated), ...sets.flatMap(left)];
}

/** A unit, with its place in the plan. */
type Following = PlannedUnit & { index: number };

/** Units that the configuration joins, and the plan does not. */
function separated(group: readonly Following[]): Fault[] {
  const set = group[0]?.follow?.set;
  return group
    .filter(({ follow }) => follow?.set === undefined || follow.set !== set)
    .map(({ index }) => ({ at: `units[${index}].follow.set`, what: "it moves together with the others of its stream" }));
}

/** Units that would move, and stay although others of their set move. One that is blocked keeps the others. */
function left(group: readonly Following[]): Fault[] {
  if (!group.some(usesCandidate)) return [];
  return group
    .filter((unit) => unit.follow?.takes && !usesCandidate(unit) && unit.decision !== "blocked")
    .map(({ index }) => ({ at: `units[${index}].decision`, what: "others of its set move" }));
}
