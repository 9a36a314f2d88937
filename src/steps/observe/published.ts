import type { Digest } from "../../core/lib/digest.ts";
import { readManifestAnnotations, type TagstreamAnnotations } from "../../core/oci/annotations.ts";
import type { UnitFacts } from "../../core/plan/decide/facts.ts";
import {
  type Current,
  hasPublicationId,
  isNeeded,
  type Observation,
  type ObservedDestination,
} from "../../core/publish/observation.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import { type PublicationId, timestampTag } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { isMarked, readListed, versionMarkedAs } from "./listed-tag.ts";
import { countedAt, publicationIdsOf } from "./publications.ts";

/** A publication that is not a rollback, with its index. */
export interface OrdinaryPublication {
  stamp: PublicationId;
  digest: Digest;
  annotations: TagstreamAnnotations;
  /** The version of its source; absent if neither a tag nor its image records it. */
  version?: string;
}

/**
 * A unit's publications without rollbacks, newest first, read one after another on demand. Includes
 * those that the first registry lacks, if all other required ones agree. Costs a GET for each but
 * the newest, and one request for each rollback mark on the way.
 */
export async function* ordinaryPublications(
  unit: Unit,
  { current, destinations }: Observation,
  registry: Registry,
): AsyncGenerator<OrdinaryPublication> {
  const [first] = destinations;
  if (!first || !current) return;
  if (!current.rollback) yield withVersion(await described(destinations, current, registry), current.sourceVersion);
  const needed = destinations.filter(isNeeded);
  for (const stamp of publicationIdsOf(needed).toReversed()) {
    if (compareTimestampTags(stamp, current.stamp) >= 0) continue;
    const publication = hasPublicationId(first.stamps, stamp)
      ? await ofFirst(unit, stamp, first, registry)
      : await ofOthers(unit, stamp, needed, registry);
    if (publication) yield publication;
  }
}

async function ofFirst(
  unit: Unit,
  stamp: PublicationId,
  { repository, rollbacks, versionMarks }: ObservedDestination,
  registry: Registry,
): Promise<OrdinaryPublication | undefined> {
  const manifest = await readListed(registry, repository, timestampTag(unit, stamp));
  if (!manifest) return undefined; // removed since the listing
  const { digest, bytes } = manifest;
  const isRollback = hasPublicationId(rollbacks, stamp) && (await isMarked(registry, repository, unit, { stamp, digest }));
  if (isRollback) return undefined;
  const marked = await versionMarkedAs(registry, repository, unit, { stamp, digest }, versionMarks);
  return withVersion({ stamp, digest, annotations: readManifestAnnotations(bytes) }, marked);
}

/** A mark comes before the image's own record: another version may have published the same image. */
function withVersion(publication: OrdinaryPublication, marked: string | undefined): OrdinaryPublication {
  const version = marked ?? publication.annotations.version;
  return version === undefined ? publication : { ...publication, version };
}

/**
 * Only what Tagstream built: each registry keeps its streams' earlier images under its own
 * timestamp tags.
 */
async function ofOthers(
  unit: Unit,
  stamp: PublicationId,
  needed: readonly ObservedDestination[],
  registry: Registry,
): Promise<OrdinaryPublication | undefined> {
  const counted = await countedAt(unit, stamp, needed, registry);
  const holder = needed.find(({ stamps }) => hasPublicationId(stamps, stamp));
  if (!counted || counted.rollback || !holder) return undefined;
  const manifest = await registry.manifest(holder.repository, counted.digest);
  const annotations = manifest ? readManifestAnnotations(manifest.bytes) : {};
  if (annotations.built === undefined) return undefined;
  const marked = await versionMarkedAs(registry, holder.repository, unit, counted, holder.versionMarks);
  return withVersion({ stamp, digest: counted.digest, annotations }, marked);
}

async function described(
  destinations: readonly ObservedDestination[],
  { stamp, digest, annotations }: Current,
  registry: Registry,
): Promise<OrdinaryPublication> {
  if (annotations) return { stamp, digest, annotations };
  const holder = destinations.find(({ digests }) => digests.has(digest)) ?? destinations[0];
  const manifest = holder && (await registry.manifest(holder.repository, digest));
  return { stamp, digest, annotations: manifest ? readManifestAnnotations(manifest.bytes) : {} };
}

/**
 * A unit's newest publication that is not a rollback; undefined without one. Usually costs nothing:
 * the newest publication is not a rollback, and its annotations are known.
 */
export async function newestPublication(unit: Unit, observed: Observation, registry: Registry): Promise<UnitFacts["published"]> {
  const newest = await newestOrdinary(unit, observed, registry);
  if (!newest) return undefined;
  const { stamp, digest, annotations } = newest;
  const { inputs, built, bases } = annotations;
  return {
    stamp,
    digest,
    ...(inputs === undefined ? {} : { inputs }),
    ...(built === undefined ? {} : { built }),
    ...(bases ? { bases } : {}),
  };
}

/** The same with all annotations of its index. */
export async function newestOrdinary(
  unit: Unit,
  observed: Observation,
  registry: Registry,
): Promise<OrdinaryPublication | undefined> {
  for await (const publication of ordinaryPublications(unit, observed, registry)) return publication;
  return undefined;
}
