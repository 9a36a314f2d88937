import { Failure } from "../../core/lib/problems/problem.ts";
import type { Observation } from "../../core/publish/observation.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Log } from "../../ports/log.ts";
import type { Registry } from "../../ports/registry.ts";
import { createObserver, type Observer } from "../observe/observe.ts";
import { problemsOfError } from "../report/unit-problem.ts";

/**
 * Observes each unit once, so that histories, ages and followers tell of one moment. A defect of
 * Tagstream is a `Failure` here: the other units must be on the page.
 * @param log for the stack of a defect
 */
export function createStatusObserver(registry: Registry, log: Log): Observer {
  const observer = createObserver(registry);
  const seen = new Map<Unit, Promise<Observation>>();
  const observe: Observer = async (...of) => {
    try {
      return await observer(...of);
    } catch (error) {
      throw error instanceof Failure ? error : new Failure(problemsOfError(error, log));
    }
  };
  return (unit, wanted) => {
    if (wanted) return observe(unit, wanted);
    const before = seen.get(unit) ?? observe(unit);
    seen.set(unit, before);
    return before;
  };
}
