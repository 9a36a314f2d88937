import type { FreshnessPolicy } from "../../freshness/policy.ts";
import { parseDuration } from "../../lib/time/duration.ts";
import type { Config } from "../schema/schema.ts";

/** When units are rebuilt, and when they are no longer fresh; undefined without `rebuild` and `notify`. */
export function freshnessPolicyOf({
  rebuild = {},
  notify = [],
}: Pick<Config, "rebuild" | "notify">): FreshnessPolicy | undefined {
  const { every, bases = every !== undefined, unchanged, "at-least": atLeast, stale } = rebuild;
  const policy: FreshnessPolicy = {
    ...(every === undefined ? {} : { every: parseDuration(every) }),
    ...(bases ? { bases } : {}),
    ...(unchanged === "keep" ? { keep: atLeast === undefined ? {} : { atLeast: parseDuration(atLeast) } } : {}),
    ...(stale === undefined ? {} : { stale: parseDuration(stale) }),
    ...(notify.length === 0 ? {} : { notify }),
  };
  return Object.keys(policy).length === 0 ? undefined : policy;
}
