import { originOf } from "../../core/history/history.ts";
import { momentOf, type OriginatedPublication } from "../../core/history/stream-timeline.ts";
import type { TouchedStream } from "../../core/history/touched.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import { hasPublicationId, type ObservedDestination } from "../../core/publish/observation.ts";
import type { Publication } from "../../core/rollback/rollback.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import { type PublicationId, timestampTag } from "../../core/tags/timestamp.ts";
import { firstRepository } from "../../core/unit/repositories.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Lister } from "../observe/lister.ts";
import { publicationsOf } from "../observe/publications.ts";

/** Most publications to read per stream. */
const maxPublications = 6;
const parallelReads = 6;

/**
 * The newest publications of a stream in its first registry, oldest first, each with its origin. Of
 * those before `since`, only the newest: the stream showed it then. Costs the listing, which the
 * streams of an image share, a HEAD for each publication and rollback mark, and a GET for each image
 * whose origin nothing else tells.
 * @param since milliseconds since 1970
 * @throws Failure if the registry does not answer
 */
export async function readNewest(
  stream: TouchedStream,
  since: number,
  list: Lister,
  registry: Registry,
): Promise<{ publications: OriginatedPublication[]; more: boolean }> {
  const { unit } = stream;
  const repository = firstRepository(unit);
  const listing = await list(repository, unit);
  const all = withOwn(listing.publicationIdsOf(unit.streamTag), stream.own?.stamp);
  const stamps = newestOf(all, since);
  const destination: ObservedDestination = {
    repository,
    required: true,
    stamps,
    rollbacks: listing.rollbacksOf(unit.streamTag).filter((id) => !isOwn(stream, id)),
    tags: new Map(stream.own ? [[timestampTag(unit, stream.own.stamp), stream.own.digest]] : []),
    digests: new Set(),
  };
  const read = (await publicationsOf(unit, [destination], registry)).map((one) =>
    stream.own && isOwn(stream, one.stamp) ? stream.own : one,
  );
  const publications = await mapLimited(read, parallelReads, async (publication) => ({
    stamp: publication.stamp,
    digest: publication.digest,
    origin: await originIn(stream, publication, read, registry),
  }));
  return { publications, more: all.length > stamps.length };
}

/** A registry may not list at once what this run wrote. */
function withOwn(stamps: readonly PublicationId[], own: PublicationId | undefined): PublicationId[] {
  if (!own || hasPublicationId(stamps, own)) return [...stamps];
  return [...stamps, own].sort(compareTimestampTags);
}

function newestOf(stamps: readonly PublicationId[], since: number): PublicationId[] {
  return stamps.slice(-maxPublications).filter((_, index, newest) => {
    const next = newest[index + 1];
    return next === undefined || momentOf(next) > since;
  });
}

function isOwn({ own }: TouchedStream, stamp: PublicationId): boolean {
  return own !== undefined && compareTimestampTags(own.stamp, stamp) === 0;
}

async function originIn(
  stream: TouchedStream,
  publication: Publication,
  publications: readonly Publication[],
  registry: Registry,
): Promise<OriginatedPublication["origin"]> {
  const earlier = publications.slice(0, publications.indexOf(publication));
  const plain = originOf(publication, {}, earlier);
  // Without the image's annotations, only this one is a guess.
  if (plain.kind !== "adopted") return plain;
  if (stream.origin && isOwn(stream, publication.stamp)) return stream.origin;
  const manifest = await registry.manifest(firstRepository(stream.unit), publication.digest);
  return originOf(publication, manifest ? readManifestAnnotations(manifest.bytes) : {}, earlier);
}
