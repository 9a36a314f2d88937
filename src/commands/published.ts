import { readManifestAnnotations } from "../core/annotations.ts";
import type { UnitFacts } from "../core/decide.ts";
import type { Digest } from "../core/digest.ts";
import { type Observation, type Stamp, stampTags } from "../core/observation.ts";
import { compareTimestampTags } from "../core/tag.ts";
import type { Unit } from "../core/unit.ts";
import type { Registry } from "../ports.ts";
import { publicationAt, stampsOf } from "./publications.ts";

/**
 * The newest publication of a unit that is not a rollback, that is, whose digest has no earlier timestamp in any of its registries; undefined
 * when there is none. Costs nothing where the newest was built for its own timestamp, which its annotation says: nearly always.
 */
export async function newestPublication(unit: Unit, observed: Observation, registry: Registry): Promise<UnitFacts["published"]> {
  const [first, ...others] = observed.destinations;
  const { current } = observed;
  if (!first || !current) return undefined;
  const reachable = [first, ...others].filter(({ failure }) => failure === undefined);
  const digests = new Map<Stamp, Promise<Digest | undefined>>();
  const digestAt = (stamp: Stamp): Promise<Digest | undefined> => {
    const known = digests.get(stamp) ?? publicationAt(unit, stamp, reachable, registry).then((found) => found?.digest);
    digests.set(stamp, known);
    return known;
  };
  const everywhere = stampsOf(reachable);
  for (const [index, stamp] of first.stamps.toReversed().entries()) {
    const isCurrent = index === 0;
    const manifest = isCurrent ? current : await manifestUnder(registry, first.repository, unit, stamp);
    if (!manifest) continue; // removed since it was listed
    const { digest, annotations: { inputs, built } = {} } = manifest;
    // What was built for a timestamp cannot be under an earlier one, but under an earlier sequence of its minute it can be.
    const earlier = everywhere.filter(
      (other) => compareTimestampTags(other, stamp) < 0 && (built === undefined || other.timestamp >= built),
    );
    if ((await Promise.all(earlier.map(digestAt))).includes(digest)) continue;
    return { stamp, digest, ...(inputs === undefined ? {} : { inputs }), ...(built === undefined ? {} : { built }) };
  }
  return undefined;
}

async function manifestUnder(registry: Registry, repository: string, unit: Unit, stamp: Stamp) {
  const manifest = await registry.manifest(repository, stampTags(unit, stamp)[0] ?? "");
  return manifest && { digest: manifest.digest, annotations: readManifestAnnotations(manifest.bytes) };
}
