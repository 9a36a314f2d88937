import { type BuildCache, type CacheAccess, cacheAccess, cacheFault } from "../../core/build/cache.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { cacheConfigOf } from "../../core/oci/build-cache.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import type { Log } from "../../ports/log.ts";
import type { Registry } from "../../ports/registry.ts";

/**
 * What a build does with its unit's cache. A cache that is missing, foreign, too old or out of reach
 * is not read, and the log says why: it never fails a build. Tagstream looks it up itself, because
 * BuildKit waits for a silent registry without limit.
 */
export async function cacheFor(
  plan: Plan,
  unit: PlannedUnit,
  registry: Pick<Registry, "manifest" | "blob">,
  log: Log,
): Promise<BuildCache> {
  const access = cacheAccess(plan, unit);
  if (!access) return {};
  const name = `${access.repository}:${access.tag}`;
  const to = access.writes ? { to: name } : {};
  if (!access.reads) return to;
  const found = await lookUp(plan, access, registry);
  if ("without" in found) {
    log.line(`building without the cache ${name}: ${found.without}`);
    return to;
  }
  return { ...found, ...to };
}

/** The cache to read, or why there is none. */
async function lookUp(
  plan: Plan,
  { repository, tag }: CacheAccess,
  registry: Pick<Registry, "manifest" | "blob">,
): Promise<{ from: string } | { without: string }> {
  try {
    const manifest = await registry.manifest(repository, tag);
    if (!manifest) return { without: "there is none yet" };
    const config = cacheConfigOf(manifest.bytes);
    if (config === undefined) return { without: "it is no build cache" };
    const fault = cacheFault(plan, await registry.blob(repository, config));
    return fault === undefined ? { from: `${repository}@${manifest.digest}` } : { without: fault };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { without: error.message };
  }
}

/**
 * Builds with a cache, and once more without any if that fails: what a cache refers to may be gone.
 * A build that fails for another reason thus fails twice.
 */
export async function buildWithCache<Image>(
  cache: BuildCache,
  log: Log,
  build: (cache: BuildCache) => Promise<Image>,
): Promise<Image> {
  if (cache.from === undefined) return build(cache);
  try {
    return await build(cache);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    log.line(`The build failed with the cache ${cache.from}. Building again without a cache.`);
    return build({});
  }
}
