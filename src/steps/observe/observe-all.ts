import { capabilities } from "../../core/events/capabilities.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { takenBy } from "../../core/plan/alias-clashes.ts";
import type { UnitFacts } from "../../core/plan/decide/facts.ts";
import { unaskedByHost } from "../../core/plan/decide/unasked.ts";
import { firstNeededFailure, isNeeded, wantedBy } from "../../core/publish/observation.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Ports } from "../../ports/index.ts";
import type { PlannedHolds } from "../plan/planned-holds.ts";
import type { Question } from "../plan/question.ts";
import type { Asking } from "./asking.ts";
import { createObserver } from "./observe.ts";
import { newestPublication } from "./published.ts";

/** Units to ask registries about at the same time. */
export const parallelUnits = 16;

/** The observations of every unit that registries answered for. */
interface Snapshot {
  observations: Map<string, Pick<UnitFacts, "observed" | "published">>;
  notes: string[];
}

/**
 * The registries' state of every unit. A missing answer is a note if the plan works without
 * it; otherwise it blocks the unit.
 */
export async function observeAll(
  units: readonly Unit[],
  { trigger, offline }: Pick<Question, "trigger" | "offline">,
  holdOf: PlannedHolds["holdOf"],
  { registry }: Ports,
  asking: Asking,
): Promise<Snapshot> {
  const observer = createObserver(registry, { annotations: true, ...takenBy(units) });
  const observations: Snapshot["observations"] = new Map();
  const failures = new Map<string, string>();
  const see = async (unit: Unit): Promise<void> => {
    const hold = holdOf(unit);
    const observed = await observer(unit, wantedBy(undefined, typeof hold === "object" ? hold : undefined));
    for (const [index, destination] of observed.destinations.entries()) {
      if (destination.failure === undefined) continue;
      if (offline || !isNeeded(destination, index)) failures.set(destination.repository, destination.failure);
      else asking.block([unit], destination.failure);
    }
    if (firstNeededFailure(observed.destinations)) return;
    const published = capabilities[trigger.intent].looksForCandidates
      ? await newestPublication(unit, observed, registry)
      : undefined;
    observations.set(unit.name, { observed, ...(published ? { published } : {}) });
  };
  await mapLimited(units, parallelUnits, (unit) => asking.about([unit], () => see(unit)));
  const unasked = unaskedByHost([...failures].map(([repository, failure]) => ({ repository, failure })));
  return {
    observations,
    notes: unasked.map(({ where, failure }) => `the state of ${where} is unknown: ${failure}`),
  };
}
