import { readManifestAnnotations } from "../core/annotations.ts";
import { firstRepository } from "../core/bake.ts";
import type { Digest } from "../core/digest.ts";
import type { Observation, Stamp } from "../core/observation.ts";
import type { Plan, PlannedUnit } from "../core/plan.ts";
import { recheck } from "../core/recheck.ts";
import type { Unit } from "../core/unit.ts";
import type { Registry } from "../ports.ts";
import type { Rechecked } from "./converge.ts";
import { ordinaryPublications } from "./published.ts";

/**
 * Asks whether what was planned for a unit may still be published. Costs nothing where nothing was published since the plan was made, else the index
 * of the newest publication and, of a candidate, its own.
 * @param isTip whether the plan's commit is the branch's tip; undefined where nobody can tell
 */
export function createRecheck(
  plan: Plan,
  unit: PlannedUnit,
  registry: Registry,
  isTip: () => Promise<boolean | undefined>,
): (observed: Observation, goal: { digest: Digest; stamp: Stamp }) => Promise<Rechecked | undefined> {
  return async (observed, goal) => {
    const known = [unit.current, goal.digest];
    if (!observed.current || known.includes(observed.current.digest)) return undefined;
    const newest = await newestOrdinary(unit, observed, registry);
    if (!newest || known.includes(newest.digest)) return undefined;
    const built = unit.decision === "build" ? plan.timestamp : await builtOf(unit, goal.digest, registry);
    const own = {
      stamp: goal.stamp,
      intent: plan.intent,
      inputs: unit.inputs,
      revision: plan.revision,
      ...(built === undefined ? {} : { built }),
    };
    return { verdict: recheck(own, newest, await isTip()), newest: newest.stamp };
  };
}

async function newestOrdinary(unit: Unit, observed: Observation, registry: Registry) {
  for await (const publication of ordinaryPublications(unit, observed, registry)) return publication;
  return undefined;
}

async function builtOf(unit: Unit, digest: Digest, registry: Registry) {
  const manifest = await registry.manifest(firstRepository(unit), digest);
  return manifest && readManifestAnnotations(manifest.bytes).built;
}
