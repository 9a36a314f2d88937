import { asOf, failedStep } from "../../core/build/same-fault.ts";
import { togetherKey } from "../../core/build/together.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import { createSharedSlot, type Enter } from "./shared-slot.ts";
import { createSlots, type InSlot } from "./slots.ts";

/** How a unit whose turn it is builds, and then tests. */
export interface Turn {
  build: InSlot;
  test: InSlot;
}

/** The units that share stages, as far as their turns go. */
interface Group {
  enter: Enter;
  /** The first unit that failed in a step, by the step and its output. */
  failed: Map<string, string>;
}

/**
 * Gives each unit its turn. A unit has one slot for its build and tests. Units with shared stages
 * share one slot for all their builds, so that these overlap: BuildKit runs a step once for all
 * builds that need it, as long as one of them is active. Their tests have slots of their own.
 * @param limit how many slots there are
 */
export function createTurns(limit: number): <T>(unit: PlannedUnit, work: (turn: Turn) => Promise<T>) => Promise<T> {
  const inSlot = createSlots(limit);
  const inTestSlot = createSlots(limit);
  const groups = new Map<string, Group>();
  return async (unit, work) => {
    const key = togetherKey(unit);
    if (key === undefined) return inSlot(() => work({ build: atOnce, test: atOnce }));
    const group = groups.get(key) ?? { enter: createSharedSlot(inSlot), failed: new Map() };
    groups.set(key, group);
    const leave = await group.enter();
    const build: InSlot = (building) => failingOnce(group, unit.name, building).finally(leave);
    return work({ build, test: inTestSlot }).finally(leave);
  };
}

const atOnce: InSlot = (work) => work();

/** The output of a step that fails for several units is kept for the first of them only. */
async function failingOnce<T>({ failed }: Group, unit: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const problems = error.problems.map((problem) => {
      const step = failedStep(problem);
      if (step === undefined) return problem;
      const first = failed.get(step) ?? unit;
      failed.set(step, first);
      return first === unit ? problem : asOf(first, problem);
    });
    throw new Failure(problems, { cause: error });
  }
}
