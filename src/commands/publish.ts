import { evidence } from "../core/evidence.ts";
import type { Plan, PlannedUnit } from "../core/plan.ts";
import type { Goal } from "../core/publish.ts";
import type { UnitRecord } from "../core/record.ts";
import { allowed } from "../core/trust.ts";
import type { Registry, Reporter } from "../ports.ts";
import { type Converged, converge } from "./converge.ts";
import { createObserver } from "./observe.ts";
import { mapLimited } from "./parallel.ts";

/** What became of one unit. */
export interface Published {
  unit: PlannedUnit;
  record?: UnitRecord;
  /** Absent when nothing of the unit was to be published. */
  converged?: Converged;
  /** Why its build or its tests give no evidence; then nothing new is published. */
  lacking?: string[];
}

/** Units whose registries are worked on at the same time: enough to hide latency, polite to a registry. */
const parallelUnits = 8;

/**
 * Publishes what was tested, and makes the one rule true for every unit that the plan does not leave alone.
 * A unit without evidence gets no tag of its own, but what an earlier run left half done is completed all the same.
 * Units neither wait for nor fail one another.
 */
export async function publish(
  plan: Plan,
  records: ReadonlyMap<string, UnitRecord>,
  { registry, reporter }: { registry: Registry; reporter: Reporter },
): Promise<Published[]> {
  const publishes = allowed[plan.intent].publish;
  const observer = createObserver(registry);
  return mapLimited(plan.units, parallelUnits, async (unit) => {
    if (unit.decision === "leave") return { unit };
    const record = records.get(unit.name);
    const built = unit.decision === "build" || unit.decision === "test";
    const proof = built ? evidence(unit, record) : { passed: true as const };
    const outcome: Published = { unit, ...(record ? { record } : {}), ...(proof.passed ? {} : { lacking: proof.missing }) };
    if (!publishes) return outcome;
    const goal: Goal | undefined =
      proof.passed && unit.decision === "build" && record?.digest
        ? { digest: record.digest, timestamp: plan.timestamp }
        : undefined;
    const group = reporter.group(unit.name);
    try {
      return { ...outcome, converged: await converge(unit, goal, registry, group, observer) };
    } finally {
      group.end();
    }
  });
}
