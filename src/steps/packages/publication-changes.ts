import type { ImagePair, LocatedImage, UnitChanges } from "../../core/packages/unit-changes.ts";
import { hasPublicationId, type ObservedDestination } from "../../core/publish/observation.ts";
import type { Publication } from "../../core/rollback/rollback.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { comparePairs } from "./compare-pairs.ts";

/**
 * How each listed publication differs from the one before it that has another digest, by
 * publication id. Without an entry: a first publication.
 * @param publications all of the unit, oldest first
 */
export async function publicationChanges(
  unit: Unit,
  listed: readonly Publication[],
  publications: readonly Publication[],
  destinations: readonly ObservedDestination[],
  registry: Registry,
): Promise<ReadonlyMap<string, UnitChanges>> {
  const located = ({ stamp, digest }: Publication): LocatedImage[] => {
    const holder = destinations.find(({ stamps }) => hasPublicationId(stamps, stamp));
    return holder ? [{ repository: holder.repository, digest, stamp }] : [];
  };
  const pairs = listed.flatMap((publication): ImagePair[] => {
    const earlier = publications.slice(0, publications.indexOf(publication));
    const before = earlier.findLast(({ digest }) => digest !== publication.digest);
    const [from, to] = [...(before ? located(before) : []), ...located(publication)];
    return from && to ? [{ unit: unit.name, from, to, ...(unit.build.packages === false ? { packages: false } : {}) }] : [];
  });
  const compared = await comparePairs(pairs, registry);
  return new Map(compared.map((changes) => [changes.to.stamp ? printPublicationId(changes.to.stamp) : "", changes]));
}
