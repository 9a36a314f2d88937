import { familiarName } from "../oci/reference.ts";
import { imageOfContext, placeOfBase, referenceInFull } from "../oci/seen-base.ts";
import type { PlannedUnit } from "../plan/plan.ts";

/**
 * Named contexts that replace the bases outside the configuration with the digests that the plan
 * saw: in the Dockerfile, and in the unit's own named contexts.
 */
export function seenContexts({ seenBases = [], build }: Pick<PlannedUnit, "seenBases" | "build">): Record<string, string> {
  const entries = seenBases.flatMap(({ reference, digest }) => {
    const own = Object.entries(build.contexts).flatMap(([name, place]) =>
      referenceInFull(imageOfContext(place) ?? "") === reference ? [name] : [],
    );
    const pinned = `docker-image://${placeOfBase(reference).repository}@${digest}`;
    return [...own, familiarName(reference)].map((name) => [name, pinned] as const);
  });
  return Object.fromEntries(entries);
}
