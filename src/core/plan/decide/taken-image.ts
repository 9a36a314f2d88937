import type { TagstreamAnnotations } from "../../oci/annotations.ts";
import type { UnitFacts, Verdict } from "./facts.ts";

/**
 * What the image says of itself that a unit takes without a build: its candidate, an earlier
 * publication, the image of another stream or, of a following unit, of its source.
 */
export function takenImage({
  facts,
  candidate,
}: { facts: UnitFacts } & Pick<Verdict, "candidate">): TagstreamAnnotations | undefined {
  if (candidate === undefined) return undefined;
  if (facts.follow) return facts.follow.annotations;
  const found = [facts.candidate, facts.earlier, ...(facts.siblings ?? [])];
  return found.flatMap((one) => (one && one !== "none" && one.digest === candidate.digest ? [one.annotations] : []))[0];
}
