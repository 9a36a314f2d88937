import { type BakeBase, bakeDefinition } from "../../core/build/bake.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure, type Problem } from "../../core/lib/problems/problem.ts";
import { type Leg, mergeIndexes } from "../../core/oci/merge-index.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import type { SecretReference } from "../../core/unit/unit.ts";
import type { Builder } from "../../ports/builder.ts";
import type { Log } from "../../ports/log.ts";
import { type Caches, cacheOfCall } from "./cache.ts";
import type { ImageStore } from "./image-store.ts";
import { readIndex } from "./read-index.ts";

/** What to build, on what, and where to put it. */
export interface BuildTask {
  plan: Plan;
  unit: PlannedUnit;
  bases: readonly BakeBase[];
  store: ImageStore;
  caches: Caches;
  /** The generator of package lists that this job has. */
  generator?: string;
}

export interface BakeTools {
  builder: Builder;
  /** Absolute path of the work tree of the unit's source. */
  workTree: string;
  secrets: SecretReference[];
  log: Log;
  /** Whether the builder has several nodes. */
  severalNodes: boolean;
}

/**
 * Builds a unit; returns the digest of its index, now in the store. On a builder of several nodes,
 * each platform is built by itself: what several nodes build in one call, buildx joins itself, and
 * pushes it under the tag `latest`, whatever the output says of digests (buildx 0.38.2,
 * build/build.go, `multiDriver`).
 * @throws Failure with the problems of all platforms that fail, once none is being built
 */
export function bakeUnit(task: BuildTask, tools: BakeTools): Promise<Digest> {
  const isSpread = tools.severalNodes && task.unit.platforms.length > 1;
  return isSpread ? bakeInLegs(task, tools) : bakeAtOnce(task, tools);
}

async function bakeAtOnce(
  { plan, unit, bases, store, caches, generator }: BuildTask,
  { builder, workTree, secrets, log }: BakeTools,
): Promise<Digest> {
  const definition = bakeDefinition(plan, unit, bases, store.layout, cacheOfCall(caches, unit), generator);
  const digest = await builder.bake({ ...definition, secrets }, workTree, log);
  store.expect(digest);
  return digest;
}

/** One bake call for each platform; then makes the index of the results. */
async function bakeInLegs(task: BuildTask, tools: BakeTools): Promise<Digest> {
  const { unit, store } = task;
  const bakeLeg = async (platform: string): Promise<Leg> => {
    const log: Log = { line: (text) => tools.log.line(`${platform}: ${text}`) };
    const digest = await bakeAtOnce({ ...task, unit: { ...unit, platforms: [platform] } }, { ...tools, log });
    log.line(`built ${digest}`);
    return { platform, bytes: (await readIndex(store, digest)).bytes };
  };
  const settle = (platform: string) => bakeLeg(platform).catch((error: unknown) => problemsOf(error, platform));
  // In a folder one by one: two builds that write the same blob at once break each other.
  const results = await mapLimited(unit.platforms, store.layout === undefined ? unit.platforms.length : 1, settle);
  const problems = results.flatMap((result) => (Array.isArray(result) ? result : []));
  if (problems.length > 0) throw new Failure(problems);
  return store.put(mergeIndexes(results.flatMap((result) => (Array.isArray(result) ? [] : [result]))));
}

/** Any error but a Failure is a defect, and passes. */
function problemsOf(error: unknown, platform: string): Problem[] {
  if (!(error instanceof Failure)) throw error;
  return error.problems.map((problem) => ({ ...problem, message: `${platform}: ${problem.message}` }));
}
