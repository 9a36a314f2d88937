import { capabilities } from "../events/capabilities.ts";
import { parseDuration } from "../lib/time/duration.ts";
import { millisecondsOf } from "../lib/time/timestamp.ts";
import { parseBuildCache } from "../oci/build-cache.ts";
import { ageWords } from "../plan/decide/promotion.ts";
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

/** The greatest age of a cache where `promotion: never` leaves it open. */
const defaultMaxAge = "7d";

/**
 * The access of a run to a unit's cache; undefined without any. Only builds of the stream's own source
 * write it: in the run of a git tag, those that the stream gets.
 * @param platform set if the other platforms are built on other runners: see `cacheTag`
 */
export function cacheAccess(
  { intent }: Pick<Plan, "intent">,
  unit: Pick<PlannedUnit, "build" | "destinations" | "purposes" | "streamTag" | "versions">,
  platform?: string,
): CacheAccess | undefined {
  const tag = unit.build.cache ? cacheTag(unit, platform) : undefined;
  if (tag === undefined) return undefined;
  const { readsCache: reads, writesCache } = capabilities[intent];
  const writes = writesCache && purposesOf(intent, unit).includes("publish");
  return reads || writes ? { repository: firstRepository(unit), tag, reads, writes } : undefined;
}

/**
 * Why a build may not read what a cache's tag shows; undefined if it may. A cache grows old
 * if exports fail or a registry refuses to move the tag. Then its packages may be older than those
 * that the stream shows: the limit is the age of a candidate that a merge may publish.
 * @param bytes the manifest under the tag
 */
export function cacheFault(
  { promotion, timestamp }: Pick<Plan, "promotion" | "timestamp">,
  bytes: Uint8Array,
): string | undefined {
  const cache = parseBuildCache(bytes);
  if (!cache) return "it is no build cache";
  if (cache.newest === undefined) return "it does not say when it was written";
  const maxAge = promotion === "never" ? parseDuration(defaultMaxAge) : promotion.maxAge;
  const age = millisecondsOf(timestamp) - cache.newest;
  return age <= maxAge ? undefined : `it is ${ageWords(age)} old, and may be ${ageWords(maxAge)} old`;
}
