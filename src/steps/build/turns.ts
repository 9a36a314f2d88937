import { asOf, failedStep } from "../../core/build/same-fault.ts";
import { togetherKey } from "../../core/build/together.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { createSlots, type Slots, shareSlot, withSlot } from "../../core/lib/slots.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";

/** Runs work when its turn has come. */
type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** How a unit whose turn it is builds, and then tests. */
export interface Turn {
  build: InTurn;
  test: InTurn;
}

/** The units that share stages, as far as their turns go. */
interface Group {
  slot: Slots;
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
  const slots = createSlots(limit);
  const testSlots = createSlots(limit);
  const groups = new Map<string, Group>();
  return async (unit, work) => {
    const key = togetherKey(unit);
    if (key === undefined) return withSlot(slots, () => work({ build: atOnce, test: atOnce }));
    const group = groups.get(key) ?? { slot: shareSlot(slots), failed: new Map() };
    groups.set(key, group);
    const leave = await group.slot();
    const build: InTurn = (building) => failingOnce(group, unit.name, building).finally(leave);
    return work({ build, test: (testing) => withSlot(testSlots, testing) }).finally(leave);
  };
}

const atOnce: InTurn = (work) => work();

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
