import { readManualTrigger, type Trigger } from "../../core/events/event.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { someOf } from "../../core/lib/text/words.ts";
import { dayOf } from "../../core/lib/time/day.ts";
import { selectUnits } from "../../core/unit/selector.ts";
import type { Unit } from "../../core/unit/unit.ts";
import { hasVersionsAlone } from "../../core/unit/versions-alone.ts";
import type { Request } from "../../ports/request.ts";
import type { Session } from "../../ports/session.ts";
import { homeOf } from "./configuration.ts";
import { withConfiguration } from "./with-configuration.ts";

/** A manual request, and its units: those of the default branch's tip that `only` selects. */
export interface ManualTrigger {
  trigger: Trigger;
  units: Unit[];
  /** Every unit of the configuration. */
  all: readonly Unit[];
  /** The repositories that the configuration notifies. */
  notify: readonly string[];
}

/**
 * The units that are in a stream. A version never changes, so it needs neither a rollback nor a hold.
 * @throws Failure `only-nothing` if none is left
 */
function withStream(units: readonly Unit[], command: string): Unit[] {
  const left = units.filter((unit) => !hasVersionsAlone(unit));
  if (left.length > 0 || units.length === 0) return left;
  const names = units.map(({ name }) => name);
  throw failure(
    "only-nothing",
    `Cannot ${command}: ${someOf(names, 5)} has versions alone, and a version never changes. Deploy an earlier version instead.`,
  );
}

/**
 * Reads a manual request. It builds nothing, so the caller may drop the work tree.
 * @throws Failure for an event that others can start, an unavailable tip, an invalid configuration
 *   or an invalid `only`
 */
export async function resolveManualTrigger(request: Request, session: Session, command: string): Promise<ManualTrigger> {
  const trigger = readManualTrigger(session.event, command);
  const home = homeOf(trigger, dayOf(session.ports.clock.now()));
  return withConfiguration(trigger, home, "Nothing was done", { request, session }, ({ units, freshness }) => ({
    trigger,
    units: withStream(selectUnits(units, request.only), command),
    all: units,
    notify: freshness?.notify ?? [],
  }));
}
