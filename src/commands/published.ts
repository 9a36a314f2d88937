import { readManifestAnnotations } from "../core/annotations.ts";
import type { UnitFacts } from "../core/decide.ts";
import type { Digest } from "../core/digest.ts";
import { type Observation, type Stamp, stampTags } from "../core/observation.ts";
import type { Unit } from "../core/unit.ts";
import type { Registry } from "../ports.ts";

/**
 * The newest publication of a unit that is not a rollback, that is, whose digest has no earlier timestamp; undefined when there is none.
 * Costs nothing where the newest was built for its own timestamp, which its annotation says: nearly always.
 */
export async function newestPublication(unit: Unit, observed: Observation, registry: Registry): Promise<UnitFacts["published"]> {
  const first = observed.destinations[0];
  if (!first || !observed.current) return undefined;
  const digests = new Map<Stamp, Promise<Digest | undefined>>();
  const digestOf = (stamp: Stamp): Promise<Digest | undefined> => {
    const known = digests.get(stamp) ?? registry.resolve(first.repository, stampTags(unit, stamp)[0] ?? "");
    digests.set(stamp, known);
    return known;
  };
  const newestFirst = first.stamps.toReversed();
  for (const [index, stamp] of newestFirst.entries()) {
    const isCurrent = index === 0;
    const manifest = isCurrent ? observed.current : await manifestUnder(registry, first.repository, unit, stamp);
    if (!manifest) continue; // removed since it was listed
    const { digest, annotations = {} } = manifest;
    // What was built for a timestamp cannot be under an earlier one, but under an earlier sequence of its minute it can be.
    const earlier = newestFirst
      .slice(index + 1)
      .filter(({ timestamp }) => annotations.built === undefined || timestamp >= annotations.built);
    const before = await Promise.all(earlier.map(digestOf));
    if (before.includes(digest)) continue;
    return { stamp, digest, ...(annotations.inputs === undefined ? {} : { inputs: annotations.inputs }) };
  }
  return undefined;
}

async function manifestUnder(registry: Registry, repository: string, unit: Unit, stamp: Stamp) {
  const manifest = await registry.manifest(repository, stampTags(unit, stamp)[0] ?? "");
  return manifest && { digest: manifest.digest, annotations: readManifestAnnotations(manifest.bytes) };
}
