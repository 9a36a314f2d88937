import type { TagstreamAnnotations } from "../oci/annotations.ts";
import type { Condition } from "../plan/condition.ts";
import type { Test } from "../tests/kinds.ts";
import type { Unit } from "../unit/unit.ts";
import type { PlannedFollow } from "./planned-follow.ts";

/** A unit that follows another one. */
export type Follower = Unit & Required<Pick<Unit, "follows">>;

/** What a plan gathers about a following unit, and lets the core choose. */
export interface Following {
  /** What the plan says of it. */
  planned: PlannedFollow;
  /** The seven conditions of what it takes; absent if it takes nothing. */
  conditions?: Condition[];
  /** What the image that it takes says of itself. */
  annotations?: TagstreamAnnotations;
  /** Why something could not be asked: then it stays, and the run is red. */
  unknown?: string;
  /** Why an advance is refused. */
  problem?: string;
  /** Why its set stays although it could move itself. */
  setStays?: string;
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
