import type { Intent } from "../events/intent.ts";
import type { Digest } from "../lib/digest.ts";
import { buildRepository, firstRepository } from "../unit/repositories.ts";
import { type PlannedUnit, usesCandidate } from "./plan.ts";

type Planned = Pick<PlannedUnit, "decision" | "candidate" | "hold" | "destinations" | "candidates">;

/** The repository that has the image of a unit which this plan does not build. */
export function plannedRepository(unit: Pick<Planned, "decision" | "candidate" | "destinations">): string {
  return (usesCandidate(unit) ? unit.candidate?.repository : undefined) ?? firstRepository(unit);
}

/**
 * The repository that has the digest of a base. A held digest and a published one are in the first
 * destination, a build in the repository of this plan's builds.
 */
export function repositoryOfBase(base: Planned, digest: Digest, intent: Intent): string {
  if (digest === base.hold?.digest) return firstRepository(base);
  if (base.decision === "build") return buildRepository(base, intent) ?? firstRepository(base);
  return digest === base.candidate?.digest ? plannedRepository(base) : firstRepository(base);
}
