import { firstRepository } from "../../core/build/bake.ts";
import type { UnitRecord } from "../../core/build/record.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { needsJob, type Plan, type PlannedUnit, plannedDigest } from "../../core/plan/plan.ts";
import { proofOf } from "../../core/publish/evidence.ts";
import { versionOf } from "../../core/versions/version.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";
import { createVersionObserver } from "../observe/observe-version.ts";
import { convergeVersion } from "../reconcile/version.ts";
import type { Published } from "./publish.ts";

/** Units whose registries are worked on at the same time: enough to hide latency, polite to a registry. */
const parallelUnits = 8;

/**
 * Gives what was tested the tags of the version that was tagged. No stream moves, and no timestamp tag is written.
 * A unit without evidence gets no tag. Units neither wait for nor fail one another.
 */
export async function publishVersions(
  plan: Plan,
  records: ReadonlyMap<string, UnitRecord>,
  { registry, reporter }: { registry: Registry; reporter: Reporter },
): Promise<Published[]> {
  const first = createVersionObserver(registry);
  return mapLimited(plan.units, parallelUnits, async (unit): Promise<Published> => {
    if (unit.decision === "leave" || unit.decision === "blocked") return { unit };
    const record = records.get(unit.name);
    const proof = proofOf(unit, plan, records);
    const outcome: Published = {
      unit,
      ...(record ? { record } : {}),
      ...(proof.passed ? {} : { missingEvidence: proof.missingEvidence }),
    };
    const version = versionOf(unit, plan.gitTag ?? "");
    if (!proof.passed || !version) return outcome; // without a version it is a base, built for what is built on it
    const group = reporter.group(unit.name);
    const goal = goalOf(unit, record);
    if (goal && unit.decision === "build") registry.pushed(firstRepository(unit), goal);
    try {
      return { ...outcome, converged: await convergeVersion(unit, version, goal, registry, group, first) };
    } finally {
      group.end();
    }
  });
}

/** The digest that was built, tested again or tested before; of a version that is there already, that one. */
function goalOf(unit: PlannedUnit, record: UnitRecord | undefined): Digest | undefined {
  if (unit.decision === "repair") return undefined;
  return needsJob(unit) ? record?.digest : plannedDigest(unit);
}
