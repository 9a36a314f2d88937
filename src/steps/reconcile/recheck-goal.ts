import type { Digest } from "../../core/lib/digest.ts";
import { timestampOf } from "../../core/lib/time/timestamp.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import { revisionOf } from "../../core/plan/revision.ts";
import type { Current, Observation } from "../../core/publish/observation.ts";
import { isYetToCome } from "../../core/publish/publication-id.ts";
import { type Publishing, recheck } from "../../core/publish/recheck.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import type { PublicationId } from "../../core/tags/timestamp.ts";
import { isKept } from "../../core/unchanged/is-kept.ts";
import { firstRepository } from "../../core/unit/repositories.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Registry } from "../../ports/registry.ts";
import { newestOrdinary } from "../observe/published.ts";
import type { Rechecked } from "./stream.ts";

/**
 * Asks whether a unit's planned goal may still be published. Costs nothing if nothing was published
 * since the plan; otherwise the index of the newest publication and, for a candidate, its own. Does
 * not follow a publication with a future timestamp: that is a fault too.
 * @param isTip whether the plan's commit is the branch's tip; undefined if unknown
 */
export function createRecheck(
  plan: Plan,
  unit: PlannedUnit,
  registry: Registry,
  isTip: () => Promise<boolean | undefined>,
  clock: Clock,
): (observed: Observation, goal: { digest: Digest; stamp: PublicationId }) => Promise<Rechecked | undefined> {
  return async (observed, goal) => {
    const { current } = observed;
    if (!current || current.digest === goal.digest || isYetToCome(current.stamp, timestampOf(clock.now()))) return undefined;
    // The plan's timestamp is after all that it knew. A known digest under a later one was
    // published again since.
    const isKnown = ({ digest, stamp }: Published) => digest === unit.current && compareTimestampTags(stamp, goal.stamp) < 0;
    if (isKnown(current)) return undefined;
    if (current.rollback && isKept(unit, goal.digest))
      return { verdict: { kind: "yield", reason: "another run published a rollback meanwhile" }, newest: current.stamp };
    const newest = await newestOrdinary(unit, observed, registry);
    if (!newest || newest.digest === goal.digest) return undefined;
    if (isKnown(newest)) return afterRollback(current, goal.stamp);
    const own = await publishing(plan, unit, goal, registry);
    const other = { ...newest, ...(newest.digest === unit.current ? { again: true as const } : {}) };
    return { verdict: recheck(own, other, await isTip()), newest: current.stamp };
  };
}

/** The facts about the goal that decide whether it may follow another publication. */
async function publishing(
  plan: Plan,
  unit: PlannedUnit,
  { digest, stamp }: { digest: Digest; stamp: PublicationId },
  registry: Registry,
): Promise<Publishing> {
  const isBuiltNow = unit.decision === "build" && !isKept(unit, digest); // what is kept is as old as it was
  const built = isBuiltNow ? plan.timestamp : await builtOf(unit, digest, registry);
  const version = unit.source?.version;
  return {
    stamp,
    intent: plan.intent,
    inputs: unit.inputs,
    revision: revisionOf(plan, unit),
    ...(version === undefined ? {} : { version }),
    ...(built === undefined ? {} : { built }),
  };
}

type Published = Pick<Current, "digest" | "stamp">;

/**
 * A goal planned before a rollback and published after it gets a later timestamp; otherwise it
 * would stay hidden until another publication.
 */
function afterRollback({ stamp }: Published, goal: PublicationId): Rechecked | undefined {
  return compareTimestampTags(stamp, goal) > 0 ? { verdict: { kind: "follow" }, newest: stamp } : undefined;
}

async function builtOf(unit: Unit, digest: Digest, registry: Registry) {
  const manifest = await registry.manifest(firstRepository(unit), digest);
  return manifest && readManifestAnnotations(manifest.bytes).built;
}
