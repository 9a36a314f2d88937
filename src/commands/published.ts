import { readManifestAnnotations, type TagstreamAnnotations } from "../core/annotations.ts";
import type { UnitFacts } from "../core/decide.ts";
import type { Digest } from "../core/digest.ts";
import { type Current, hasStamp, type Observation, rollbackTag, type Stamp, stampTags } from "../core/observation.ts";
import { compareTimestampTags } from "../core/tag.ts";
import type { Unit } from "../core/unit.ts";
import type { Registry } from "../ports.ts";
import { readListed, resolveListed } from "./listed-tag.ts";

/** A publication that is no rollback, with its index. */
export interface OrdinaryPublication {
  stamp: Stamp;
  digest: Digest;
  annotations: TagstreamAnnotations;
}

/**
 * A unit's publications that are no rollbacks, newest first, read one after the other as they are asked for.
 * Costs a GET for each but the newest, and one request for each mark of a rollback that is passed.
 */
export async function* ordinaryPublications(
  unit: Unit,
  { current, destinations: [first] }: Observation,
  registry: Registry,
): AsyncGenerator<OrdinaryPublication> {
  if (!first || !current) return;
  if (!current.rollback) yield await described(first.repository, current, registry);
  for (const stamp of first.stamps.toReversed()) {
    if (compareTimestampTags(stamp, current.stamp) >= 0) continue;
    const manifest = await readListed(registry, first.repository, stampTags(unit, stamp)[0] ?? "");
    if (!manifest) continue; // removed since it was listed
    const { digest, bytes } = manifest;
    const mark = hasStamp(first.rollbacks, stamp)
      ? await resolveListed(registry, first.repository, rollbackTag(unit, stamp))
      : undefined;
    if (mark !== digest) yield { stamp, digest, annotations: readManifestAnnotations(bytes) };
  }
}

async function described(repository: string, current: Current, registry: Registry): Promise<OrdinaryPublication> {
  const { stamp, digest, annotations } = current;
  if (annotations) return { stamp, digest, annotations };
  const manifest = await registry.manifest(repository, digest);
  return { stamp, digest, annotations: manifest ? readManifestAnnotations(manifest.bytes) : {} };
}

/**
 * The newest publication of a unit that is not a rollback; undefined when there is none. Costs nothing where the newest one of all is none and its
 * annotations have been read: nearly always.
 */
export async function newestPublication(unit: Unit, observed: Observation, registry: Registry): Promise<UnitFacts["published"]> {
  for await (const { stamp, digest, annotations } of ordinaryPublications(unit, observed, registry)) {
    const { inputs, built } = annotations;
    return { stamp, digest, ...(inputs === undefined ? {} : { inputs }), ...(built === undefined ? {} : { built }) };
  }
  return undefined;
}
