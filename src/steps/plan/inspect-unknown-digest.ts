import type { Digest } from "../../core/lib/digest.ts";
import { type Timestamp, wholeDayOf } from "../../core/lib/time/timestamp.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import type { UnidentifiedDigest } from "../../core/publish/observation.ts";
import { maximumSequence } from "../../core/tags/grammar.ts";
import { type PublicationId, readsDays, timestampTag } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { createdAt } from "../observe/created-at.ts";

/**
 * Inspects an unknown digest under a stream tag. A listing may lag, and then the digest's own
 * annotation leads to its timestamp tag; or the digest predates Tagstream.
 * @param listed whether the repository lists any timestamp tag of the unit
 */
export async function inspectUnknownDigest(
  registry: Registry,
  repository: string,
  unit: Unit,
  unknownDigest: Digest,
  listed: boolean,
): Promise<{ stamp?: PublicationId; built?: Timestamp; unidentified?: UnidentifiedDigest }> {
  const manifest = await registry.manifest(repository, unknownDigest);
  const { built } = manifest ? readManifestAnnotations(manifest.bytes) : {};
  const stamp = built && (await publicationIdAt(registry, repository, unit, unknownDigest, built));
  if (stamp) return { stamp };
  if (listed || !manifest) return built === undefined ? {} : { built };
  const created = await createdAt(registry, repository, manifest);
  return { unidentified: { digest: unknownDigest, ...(created === undefined ? {} : { created }) } };
}

/** The digest's tag at the time of its build: of that minute or, if days are in use, of that day. */
async function publicationIdAt(
  registry: Registry,
  repository: string,
  unit: Unit,
  wanted: Digest,
  built: Timestamp,
): Promise<PublicationId | undefined> {
  for (const timestamp of readsDays(unit) ? [wholeDayOf(built), built] : [built]) {
    const found = await publicationIdOf(registry, repository, unit, wanted, timestamp);
    if (found) return found;
  }
  return undefined;
}

/** The digest's tag among the timestamp tags of one time, which are numbered in sequence. */
async function publicationIdOf(
  registry: Registry,
  repository: string,
  unit: Unit,
  wanted: Digest,
  timestamp: Timestamp,
): Promise<PublicationId | undefined> {
  for (let sequence = 0; sequence <= maximumSequence; sequence++) {
    const digest = await registry.resolve(repository, timestampTag(unit, { timestamp, sequence }));
    if (digest === undefined) return undefined;
    if (digest === wanted) return { timestamp, sequence };
  }
  return undefined;
}
