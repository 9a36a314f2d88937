import type { FollowedSource } from "../../core/history/followed.ts";
import { type HistoryEntry, originOf } from "../../core/history/history.ts";
import type { ImageFacts } from "../../core/history/image-facts.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import { hasPublicationId, type ObservedDestination } from "../../core/publish/observation.ts";
import type { Publication } from "../../core/rollback/rollback.ts";
import { timestampTag } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { versionMarkedAs } from "../observe/listed-tag.ts";
import { readBases } from "./read-bases.ts";

/** What is known besides a publication. */
export interface EntryFacts {
  /** The unit's publications before it, oldest first. */
  earlier: readonly Publication[];
  /** Of a follower. */
  source: FollowedSource | undefined;
  /** Those that answered. */
  destinations: readonly ObservedDestination[];
  /** Gives the facts of a digest: those that the caller knows, or what `read` reads. */
  imageOf?: (digest: Digest, read: () => Promise<ImageFacts>) => Promise<ImageFacts>;
}

/** One publication as the registries have it. @throws Failure */
export async function readEntry(
  unit: Unit,
  publication: Publication,
  { earlier, source, destinations, imageOf = (_, read) => read() }: EntryFacts,
  registry: Registry,
): Promise<HistoryEntry> {
  const { stamp, digest } = publication;
  const tag = timestampTag(unit, stamp);
  const found = await Promise.all(
    destinations.map(async ({ repository, tags }) => ({
      repository,
      digest: tags.get(tag) ?? (await registry.resolve(repository, tag)),
    })),
  );
  const holder = found.find((one) => one.digest === digest)?.repository ?? destinations[0]?.repository ?? "";
  const image = await imageOf(digest, () => readImage(registry, holder, digest));
  const { annotations, bases } = image;
  const version = (await markedVersion(unit, publication, earlier, destinations, registry)) ?? annotations.version;
  return {
    stamp,
    digest,
    origin: originOf(publication, annotations, earlier, source),
    ...(annotations.revision === undefined ? {} : { revision: annotations.revision }),
    ...(version === undefined ? {} : { version }),
    bases,
    image,
    differing: found.filter((one) => one.digest !== digest).map(({ repository }) => repository),
  };
}

/** What an image says of itself, if its registry shows it. @throws Failure */
async function readImage(registry: Registry, repository: string, digest: Digest): Promise<ImageFacts> {
  const manifest = await registry.manifest(repository, digest);
  if (!manifest) return { annotations: {}, bases: [], isPartial: true };
  const bases = await readBases(registry, repository, manifest);
  const annotations = readManifestAnnotations(manifest.bytes);
  return bases ? { annotations, bases } : { annotations, bases: [], isPartial: true };
}

/** The version that a mark gives a publication or, for a rollback, the publication that it restored. */
async function markedVersion(
  unit: Unit,
  { stamp, digest, rollback }: Publication,
  earlier: readonly Publication[],
  destinations: readonly ObservedDestination[],
  registry: Registry,
): Promise<string | undefined> {
  const restored = rollback && earlier.findLast((one) => one.digest === digest && !one.rollback);
  const counted = restored ? { stamp: restored.stamp, digest } : { stamp, digest };
  const holder = destinations.find(({ versionMarks = [] }) => hasPublicationId(versionMarks, counted.stamp));
  return holder && versionMarkedAs(registry, holder.repository, unit, counted, holder.versionMarks);
}
