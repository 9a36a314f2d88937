import { parseDuration } from "../../lib/time/duration.ts";
import type { Promotion } from "../../plan/plan.ts";
import type { RetentionPolicy, RetentionRules } from "../../retention/rules.ts";
import type { Unit } from "../../unit/unit.ts";
import type { Config, RetentionConfig } from "../schema/schema.ts";

/** The most publications that one run removes, without `max`. */
const defaultMax = 50;

/**
 * What `prune` may remove: for each unit the rules of its image or, without them, of its stream or,
 * without these, the common ones. Undefined if the configuration has no `retention` at all.
 */
export function retentionPolicyOf(config: Config, promotion: Promotion, units: readonly Unit[]): RetentionPolicy | undefined {
  const { retention } = config;
  const written = units.map(({ name, image, stream }) => ({
    name,
    written: config.images[image]?.retention ?? config.streams?.[stream]?.retention ?? retention,
  }));
  const rules = new Map(
    written.flatMap(({ name, written: keys }) => {
      const own = keys ? rulesOf(keys) : undefined;
      return own ? [[name, own] as const] : [];
    }),
  );
  const never = written.flatMap(({ name, written: keys }) => (keys === false ? [name] : []));
  if (!retention && rules.size === 0) return undefined;
  const { candidates, untagged, "keep-file": keepFile, max = defaultMax } = retention ?? {};
  return {
    rules,
    ...(never.length === 0 ? {} : { never: new Set(never) }),
    ...(candidates === undefined ? {} : { candidates: parseDuration(candidates) }),
    ...(untagged === undefined ? {} : { untagged: parseDuration(untagged) }),
    ...(keepFile === undefined ? {} : { keepFile }),
    max,
    promotable: promotion === "never" ? "never" : promotion.maxAge,
  };
}

/** The rules of a unit, as written. */
export type WrittenRules = Pick<RetentionConfig, "all" | "weekly" | "monthly" | "last" | "protect">;

/** Whether rules keep every publication: they have no limit by age or number. */
export function thinsNothing({ all, weekly, monthly, last }: WrittenRules): boolean {
  return [all, weekly, monthly, last].every((rule) => rule === undefined);
}

/** Undefined for rules that thin nothing. */
function rulesOf(written: WrittenRules): RetentionRules | undefined {
  if (thinsNothing(written)) return undefined;
  const { all, weekly, monthly, last, protect } = written;
  return {
    ...(all === undefined ? {} : { all: parseDuration(all) }),
    ...(weekly === undefined ? {} : { weekly: parseDuration(weekly) }),
    ...(monthly === undefined ? {} : { monthly: parseDuration(monthly) }),
    ...(last === undefined ? {} : { last }),
    ...(protect ? { protect } : {}),
  };
}
