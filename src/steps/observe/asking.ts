import type { Blocker } from "../../core/plan/decide/blocker.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Log } from "../../ports/log.ts";
import { failureOf } from "../report/unit-problem.ts";

type Named = Pick<Unit, "name">;

/**
 * A plan's questions to registries, by unit. An unanswered one blocks its unit; other units go on.
 */
export interface Asking {
  /**
   * Asks a question that only these units need; undefined without an answer.
   * @param subject begins the reason, unless the units themselves are asked about
   */
  about<T>(units: readonly Named[], ask: () => Promise<T>, subject?: string): Promise<T | undefined>;
  /** Blocks units without an answer; the first reason stays. */
  block(units: readonly Named[], failure: string, subject?: string): void;
  /** The blocker as a fact of a unit. */
  blockerOf(unit: Named): { blocked?: Blocker };
  /** Unanswered questions of a plan that works without answers: on a laptop they block nothing. */
  notes: string[];
}

/** @param offline whether the plan is useful without answers */
export function createAsking(offline: boolean, log: Log): Asking {
  const blockers = new Map<string, Blocker>();
  const notes: string[] = [];
  const reasonOf = (failure: string, subject = ""): string =>
    `${subject}cannot be read: ${failure.replace(/\s*\n\s*/g, " ").replace(/\.$/, "")}`;
  const block: Asking["block"] = (units, failure, subject) => {
    if (offline) return;
    const blocker: Blocker = { code: "plan-registry-unknown", reason: reasonOf(failure, subject) };
    for (const { name } of units) if (!blockers.has(name)) blockers.set(name, blocker);
  };
  return {
    async about(units, ask, subject) {
      try {
        return await ask();
      } catch (error) {
        const failure = failureOf(error, log).problem;
        if (offline) notes.push(`${units.map(({ name }) => name).join(", ")}: ${reasonOf(failure, subject)}`);
        block(units, failure, subject);
        return undefined;
      }
    },
    block,
    blockerOf({ name }) {
      const blocked = blockers.get(name);
      return blocked ? { blocked } : {};
    },
    notes,
  };
}
