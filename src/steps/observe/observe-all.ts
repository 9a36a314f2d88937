import { capabilities } from "../../core/events/capabilities.ts";
import type { Intent } from "../../core/events/intent.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { takenBy } from "../../core/plan/alias-clashes.ts";
import type { UnitFacts } from "../../core/plan/decide/facts.ts";
import { unaskedNotes } from "../../core/plan/decide/unasked.ts";
import { firstNeededFailure, isNeeded, type Observation, wantedBy } from "../../core/publish/observation.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Ports } from "../../ports/index.ts";
import type { Registry } from "../../ports/registry.ts";
import type { PlannedHolds } from "../plan/planned-holds.ts";
import type { Question } from "../plan/question.ts";
import { type Asking, parallelUnits } from "./asking.ts";
import { createObserver } from "./observe.ts";
import { newestPublication } from "./published.ts";
import { versionPublished } from "./version-published.ts";

/** The observations of every unit that registries answered for. */
interface Snapshot {
  observations: Map<string, Pick<UnitFacts, "observed" | "published" | "versionPublished">>;
  notes: string[];
}

/**
 * The registries' state of every unit. A missing answer is a note if the plan works without
 * it; otherwise it blocks the unit.
 * @param all every unit of the configuration: no alias takes their tags
 */
export async function observeAll(
  units: readonly Unit[],
  all: readonly Unit[],
  { trigger }: Pick<Question, "trigger">,
  holdOf: PlannedHolds["holdOf"],
  { registry }: Ports,
  asking: Asking,
): Promise<Snapshot> {
  const observer = createObserver(registry, { annotations: true, ...takenBy(all) });
  const observations: Snapshot["observations"] = new Map();
  const failures = new Map<string, string>();
  const see = async (unit: Unit): Promise<void> => {
    const hold = holdOf(unit);
    const observed = await observer(unit, wantedBy(undefined, typeof hold === "object" ? hold : undefined));
    for (const [index, destination] of observed.destinations.entries()) {
      if (destination.failure === undefined) continue;
      if (asking.isOptional(unit) || !isNeeded(destination, index)) failures.set(destination.repository, destination.failure);
      else asking.block([unit], destination.failure, observed.refusal);
    }
    if (firstNeededFailure(observed.destinations)) return;
    observations.set(unit.name, { observed, ...(await publishedBefore(unit, observed, trigger.intent, registry)) });
  };
  await mapLimited(units, parallelUnits, (unit) => asking.about([unit], () => see(unit)));
  return { observations, notes: unaskedNotes([...failures].map(([repository, failure]) => ({ repository, failure }))) };
}

/** The facts about publications that a plan with this intent compares with. */
async function publishedBefore(
  unit: Unit,
  observed: Observation,
  intent: Intent,
  registry: Registry,
): Promise<Pick<UnitFacts, "published" | "versionPublished">> {
  const { looksForCandidates, publish } = capabilities[intent];
  const published = looksForCandidates ? await newestPublication(unit, observed, registry) : undefined;
  const version = publish ? await versionPublished(unit, observed, registry) : undefined;
  return { ...(published ? { published } : {}), ...(version ? { versionPublished: version } : {}) };
}
