import type { UnitFacts } from "../plan/decide/facts.ts";
import { choose, chooseTogether, type FollowChoice } from "./choose.ts";
import type { FollowFacts } from "./facts.ts";
import type { PlannedState } from "./planned.ts";
import type { Follower } from "./state.ts";

/** A following unit, with what is known of it besides its source. */
export interface ChoosingFollower {
  unit: Follower;
  facts: Pick<UnitFacts, "hold" | "observed">;
}

/**
 * What each following unit takes, alone or with its set.
 * @param sets as `setsOf` gives them
 */
export function chosenOf(
  entries: readonly ChoosingFollower[],
  facts: ReadonlyMap<string, FollowFacts>,
  sets: ReadonlyMap<string, string>,
): Map<string, FollowChoice> {
  const chosen = new Map<string, FollowChoice>();
  const together = new Map<string, Map<string, FollowFacts>>();
  for (const { unit } of entries) {
    const own = facts.get(unit.name);
    const set = sets.get(unit.name);
    if (own && set === undefined) chosen.set(unit.name, choose(own));
    else if (own && set !== undefined) together.set(set, (together.get(set) ?? new Map()).set(unit.name, own));
  }
  for (const set of together.values()) for (const [name, choice] of chooseTogether(set)) chosen.set(name, choice);
  return chosen;
}

/** Why a set with a held unit stays: it shows one moment of its source, or it is no set. */
export function staysWith(
  { unit }: ChoosingFollower,
  entries: readonly ChoosingFollower[],
  sets: ReadonlyMap<string, string>,
): Pick<PlannedState, "setStays"> {
  const set = sets.get(unit.name);
  if (set === undefined) return {};
  const held = entries.find(
    (other) => other.unit.name !== unit.name && sets.get(other.unit.name) === set && typeof other.facts.hold === "object",
  );
  const hold = held?.facts.hold;
  return held && typeof hold === "object"
    ? { setStays: `it moves together with ${held.unit.name}, which #${hold.issue} holds` }
    : {};
}

/** What is known of a following unit besides its source, and besides its tests. */
export function followerState(
  { unit, facts: { hold, observed } }: ChoosingFollower,
  set: string | undefined,
): Pick<PlannedState, "heldBy" | "shown" | "set"> {
  const shown = observed?.destinations[0]?.tags.get(unit.streamTag);
  return {
    ...(typeof hold === "object" ? { heldBy: hold.issue } : {}),
    ...(shown === undefined ? {} : { shown }),
    ...(set === undefined ? {} : { set }),
  };
}
