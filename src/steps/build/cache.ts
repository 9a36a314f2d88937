import { type BuildCache, type CacheAccess, cacheAccess, cacheAge } from "../../core/build/cache.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { cacheConfigOf } from "../../core/oci/build-cache.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import type { Log } from "../../ports/log.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Site } from "./site.ts";

/** What each bake call does with a cache, by its platforms. None is absent: then it has no cache. */
export type Caches = ReadonlyMap<string, BuildCache>;

/** What the bake call for a unit's platforms does with a cache. */
export function cacheOfCall(caches: Caches, { platforms }: Pick<PlannedUnit, "platforms">): BuildCache {
  return caches.get(platforms.join()) ?? {};
}

/**
 * The caches of a unit's build: one or, where each platform is built by itself, on its own machine or
 * node, one for each, because two writers of one cache would overwrite each other's.
 */
export async function cachesFor(
  plan: Plan,
  unit: PlannedUnit,
  { platform, severalNodes }: Pick<Site, "platform" | "severalNodes">,
  registry: Pick<Registry, "manifest" | "blob">,
  log: Log,
): Promise<Caches> {
  const apart = platform !== undefined || (severalNodes && unit.platforms.length > 1);
  if (!apart) return new Map([[unit.platforms.join(), await cacheFor(plan, unit, undefined, registry, log)]]);
  const entries = unit.platforms.map(async (one) => [one, await cacheFor(plan, unit, one, registry, log)] as const);
  return new Map(await Promise.all(entries));
}

/**
 * What a build does with its unit's cache. A cache that is missing, foreign, too old or out of reach
 * is not read, and the log says why: it never fails a build. Tagstream looks it up itself, because
 * BuildKit waits for a silent registry without limit.
 */
async function cacheFor(
  plan: Plan,
  unit: PlannedUnit,
  platform: string | undefined,
  registry: Pick<Registry, "manifest" | "blob">,
  log: Log,
): Promise<BuildCache> {
  const access = cacheAccess(plan, unit, platform);
  if (!access) return {};
  const name = `${access.repository}:${access.tag}`;
  const to = access.writes ? { to: name } : {};
  if (!access.reads) return to;
  const found = await lookUp(plan, access, registry);
  if ("without" in found) {
    log.line(`building without the cache ${name}: ${found.without}`);
    return to;
  }
  log.line(`reading the cache ${name}: its oldest step is ${found.oldest} old`);
  return { from: found.from, ...to };
}

/** The cache to read, or why there is none. */
async function lookUp(
  plan: Plan,
  { repository, tag }: CacheAccess,
  registry: Pick<Registry, "manifest" | "blob">,
): Promise<{ from: string; oldest: string } | { without: string }> {
  try {
    const manifest = await registry.manifest(repository, tag);
    if (!manifest) return { without: "there is none yet" };
    const config = cacheConfigOf(manifest.bytes);
    if (config === undefined) return { without: "it is no build cache" };
    const age = cacheAge(plan, await registry.blob(repository, config));
    return "fault" in age ? { without: age.fault } : { ...age, from: `${repository}@${manifest.digest}` };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { without: error.message };
  }
}

/**
 * Builds with caches, and once more without any if that fails: what a cache refers to may be gone.
 * A build that fails for another reason thus fails twice.
 */
export async function buildWithCaches<Image>(
  caches: Caches,
  log: Log,
  build: (caches: Caches) => Promise<Image>,
): Promise<Image> {
  const read = [...caches.values()].flatMap(({ from }) => from ?? []);
  if (read.length === 0) return build(caches);
  try {
    return await build(caches);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    log.line(`The build failed with the cache ${read.join(", ")}. Building again without a cache.`);
    return build(new Map());
  }
}
