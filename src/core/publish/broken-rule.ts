import type { PlannedHold } from "../plan/plan.ts";
import type { Unit } from "../unit/unit.ts";
import { describeLack } from "./effect.ts";
import { isPublished, type Observation, type ObservedDestination } from "./observation.ts";
import { step } from "./publish.ts";

/** The part of the one rule that is broken, in words; undefined if the rule holds. */
export function brokenRule(unit: Unit, observed: Observation, hold: PlannedHold | string | undefined): string | undefined {
  if (typeof hold === "object" && hold.digest !== undefined && !isPublished(unit, observed, hold.digest))
    return `hold #${hold.issue} names an image that ${neverWords(observed)}`;
  const next = step(unit, observed, undefined, typeof hold === "string" ? {} : hold);
  if (next.kind === "done") return undefined;
  if (next.kind === "leave-out") return brokenRule(unit, withoutRegistry(observed, next.repository, next.reason), hold);
  return next.kind === "blocked" ? next.reason : describeLack(next.effect);
}

/** Describes a digest without a timestamp tag. */
function neverWords({ destinations }: Observation): string {
  const unasked = destinations.filter(({ failure }) => failure !== undefined).map(({ repository }) => repository);
  return unasked.length === 0 ? "was never published" : `was not found, and ${unasked.join(", ")} could not be asked`;
}

/** The observation without a registry that the rest does not wait for. */
function withoutRegistry(observed: Observation, repository: string, failure: string): Observation {
  const leave = (seen: ObservedDestination) => (seen.repository === repository ? { ...seen, failure } : seen);
  return { ...observed, destinations: observed.destinations.map(leave) };
}
