import type { Unit } from "../unit/unit.ts";

/** The repository of a unit's candidates; undefined if it has none. */
export function placeOfCandidates({ candidates, destinations }: Pick<Unit, "candidates" | "destinations">): string | undefined {
  return candidates === false ? undefined : (candidates ?? destinations[0]?.repository);
}
