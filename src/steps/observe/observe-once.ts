import type { Observation } from "../../core/publish/observation.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Observer } from "./observe.ts";

/** Observes each unit once, so that all that is told of it is of one moment. */
export function observeOnce(observer: Observer): Observer {
  const seen = new Map<Unit, Promise<Observation>>();
  return (unit, wanted) => {
    if (wanted) return observer(unit, wanted);
    const before = seen.get(unit) ?? observer(unit);
    seen.set(unit, before);
    return before;
  };
}
