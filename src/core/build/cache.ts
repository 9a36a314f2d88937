import { capabilities } from "../events/capabilities.ts";
import { parseDuration } from "../lib/time/duration.ts";
import { millisecondsOf } from "../lib/time/timestamp.ts";
import { oldestStepIn } from "../oci/build-cache.ts";
import { ageWords, defaultMaxAge } from "../plan/decide/promotion.ts";
import type { Plan, PlannedUnit } from "../plan/plan.ts";
import { purposesOf } from "../plan/tags-written.ts";
import { cacheTag } from "../tags/cache.ts";
import { firstRepository } from "../unit/repositories.ts";

/** What a run may do with a unit's build cache. */
export interface CacheAccess {
  /** The unit's first destination. */
  repository: string;
  tag: string;
  reads: boolean;
  writes: boolean;
}

/** What one build does with its unit's cache, by full references; with neither, it has no cache. */
export interface BuildCache {
  /** By digest: nothing else than what was checked is read. */
  from?: string;
  to?: string;
}

/**
 * The access of a run to a unit's cache; undefined without any. Only builds of the stream's own source
 * write it: in the run of a git tag, those that the stream gets. `promotion: never` distrusts
 * what a proposed change may have pushed: then no build that is published reads one.
 * @param platform set if the other platforms are built on other runners: see `cacheTag`
 */
export function cacheAccess(
  { intent, promotion }: Pick<Plan, "intent" | "promotion">,
  unit: Pick<PlannedUnit, "build" | "destinations" | "purposes" | "streamTag" | "versions">,
  platform?: string,
): CacheAccess | undefined {
  const tag = unit.build.cache ? cacheTag(unit, platform) : undefined;
  if (tag === undefined) return undefined;
  const { readsCache, writesCache, publish, versions } = capabilities[intent];
  const reads = readsCache && !(promotion === "never" && (publish || versions));
  const writes = writesCache && purposesOf(intent, unit).includes("publish");
  return reads || writes ? { repository: firstRepository(unit), tag, reads, writes } : undefined;
}

/** What a cache says of itself: the age of its oldest step, in words, or why no build may read it. */
export type CacheAge = { oldest: string } | { fault: string };

/**
 * The age of a cache. Without a limit, packages could get ever older: merges take steps over from
 * cache to cache while rebuilds fail, and a registry may refuse to move the tag. The limit is the age
 * of a candidate that a merge may publish.
 * @param config the configuration of the cache
 */
export function cacheAge({ promotion, timestamp }: Pick<Plan, "promotion" | "timestamp">, config: Uint8Array): CacheAge {
  const oldest = oldestStepIn(config);
  if (oldest === undefined) return { fault: "it does not say when its steps ran" };
  const maxAge = promotion === "never" ? parseDuration(defaultMaxAge) : promotion.maxAge;
  const age = millisecondsOf(timestamp) - oldest;
  if (age <= maxAge) return { oldest: ageWords(age) };
  return { fault: `its oldest step is ${ageWords(age)} old; the limit is ${ageWords(maxAge)}` };
}
