import type { FreshnessPolicy } from "./policy.ts";

/** What started a rebuild, as far as the policy of rebuilds counts. */
export interface RebuildTrigger {
  /** GitHub's name of the event. */
  event: string;
  /** Whether another repository's hint started the run. */
  hint?: true | undefined;
  freshness?: FreshnessPolicy | undefined;
}

/**
 * Which units a rebuild takes.
 * - all: all that `only` selects, for a person or without a policy
 * - due: those that are due
 * - moved: those whose base moved, after a hint
 */
export function takes({ event, hint, freshness }: RebuildTrigger): "all" | "due" | "moved" {
  if (hint) return "moved";
  return event === "schedule" && freshness?.every !== undefined ? "due" : "all";
}

/** Whether a rebuild looks at bases outside the configuration. */
export function looksAtBases({ hint, freshness }: Pick<RebuildTrigger, "hint" | "freshness">): boolean {
  return hint === true || freshness?.bases === true;
}

/** Whether plans give the reasons of rebuilds in one word. */
export function givesReasons(trigger: Pick<RebuildTrigger, "hint" | "freshness">): boolean {
  return looksAtBases(trigger) || trigger.freshness?.every !== undefined;
}
