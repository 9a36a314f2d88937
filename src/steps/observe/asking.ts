import type { Blocker } from "../../core/plan/decide/blocker.ts";
import { type Unanswered, unansweredNotes } from "../../core/plan/decide/unasked.ts";
import { inOneSentence, printUnread } from "../../core/plan/decide/unread.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Log } from "../../ports/log.ts";
import { failureOf } from "../report/unit-problem.ts";

/** Units to ask registries about at the same time. */
export const parallelUnits = 16;

/**
 * A plan's questions to registries, by unit. An unanswered one blocks its unit; other units go on.
 */
export interface Asking {
  /**
   * Asks a question that only these units need; undefined without an answer.
   * @param subject begins the reason, unless the units themselves are asked about
   */
  about<T>(units: readonly Unit[], ask: () => Promise<T>, subject?: string): Promise<T | undefined>;
  /** Asks a question that is useful but not needed: without an answer it leaves a note. */
  tolerate<T>(units: readonly Unit[], ask: () => Promise<T>, subject: string): Promise<T | undefined>;
  /** Whether a unit's plan goes on without answers. */
  isOptional(unit: Unit): boolean;
  /**
   * Blocks units without an answer, or with one that stops them; the first reason stays.
   * @param code of an answer that stops them
   */
  block(units: readonly Unit[], failure: string, code?: Blocker["code"]): void;
  /** The blocker as a fact of a unit. */
  blockerOf(unit: Pick<Unit, "name">): { blocked?: Blocker };
  /** Unanswered questions of a plan that works without answers: on a laptop they block nothing. */
  notes(): string[];
}

/** @param isOptional whether the plan of a unit is useful without answers */
export function createAsking(isOptional: (unit: Unit) => boolean, log: Log): Asking {
  const blockers = new Map<string, Blocker>();
  const unanswered: Unanswered[] = [];
  const blockBy = (units: readonly Unit[], blocker: Blocker): void => {
    for (const unit of units) if (!isOptional(unit) && !blockers.has(unit.name)) blockers.set(unit.name, blocker);
  };
  const note = (units: readonly Unit[], failure: string, subject: string): void => {
    if (units.length > 0) unanswered.push({ units: units.map(({ name }) => name), subject, failure: inOneSentence(failure) });
  };
  return {
    isOptional,
    async tolerate(units, ask, subject) {
      try {
        return await ask();
      } catch (error) {
        note(units, failureOf(error, log).problem, subject);
        return undefined;
      }
    },
    async about(units, ask, subject = "") {
      try {
        return await ask();
      } catch (error) {
        const failure = failureOf(error, log).problem;
        note(units.filter(isOptional), failure, subject);
        blockBy(units, { code: "plan-registry-unknown", reason: printUnread({ subject, failure }) });
        return undefined;
      }
    },
    block(units, failure, code) {
      blockBy(
        units,
        code
          ? { code, reason: inOneSentence(failure) }
          : { code: "plan-registry-unknown", reason: printUnread({ subject: "", failure }) },
      );
    },
    blockerOf({ name }) {
      const blocked = blockers.get(name);
      return blocked ? { blocked } : {};
    },
    notes: () => unansweredNotes(unanswered),
  };
}
