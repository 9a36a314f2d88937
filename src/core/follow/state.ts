import type { TagstreamAnnotations } from "../oci/annotations.ts";
import type { Test } from "../tests/kinds.ts";
import type { Unit } from "../unit/unit.ts";
import type { FollowChoice } from "./choose.ts";
import type { FollowFacts } from "./facts.ts";

/** A unit that follows another one. */
export type Follower = Unit & Required<Pick<Unit, "follows">>;

/** All that a plan gathers about a following unit. */
export interface FollowState {
  facts: FollowFacts;
  choice: FollowChoice;
  /** The set that it moves with; absent if it moves alone. */
  set?: string;
  /** Why its set stays although it could move itself. */
  setStays?: string;
  /** What the image that it takes says of itself. */
  annotations?: TagstreamAnnotations;
  /** The version under which the source published what it takes. */
  version?: string;
  /** The tests hash of the source at the plan's commit. */
  sourceTests: string;
}

/** Whether a unit follows another one. */
export function isFollower(unit: Unit): unit is Follower {
  return unit.follows !== undefined;
}

/**
 * The tests that a following unit's digest must pass before it is published: its own, since it has
 * passed the source's there. All, if those changed since, and if it takes nothing now.
 */
export function testsToRun(
  { tests, follows }: Pick<Unit, "tests" | "follows">,
  follow: { takes?: unknown; retest?: true | undefined } | undefined,
): Test[] {
  if (!follows || follow?.takes === undefined || follow.retest) return tests;
  const own = new Set(follows.tests);
  return tests.filter(({ name }) => own.has(name));
}
