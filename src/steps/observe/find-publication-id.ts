import type { Digest } from "../../core/lib/digest.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import type { ObservedDestination } from "../../core/publish/observation.ts";
import { type PublicationId, timestampTag } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { resolveListed } from "./listed-tag.ts";

/**
 * The oldest listed timestamp tag of a unit with this digest, in one repository; undefined without
 * one. Costs two or three requests: an image rarely has a timestamp before its build, so those come
 * last.
 */
export async function findPublicationId(
  registry: Registry,
  unit: Unit,
  { repository, stamps, tags }: Pick<ObservedDestination, "repository" | "stamps" | "tags">,
  digest: Digest,
): Promise<PublicationId | undefined> {
  const manifest = await registry.manifest(repository, digest);
  if (!manifest) return undefined;
  const { built } = readManifestAnnotations(manifest.bytes);
  const since = stamps.filter(({ timestamp }) => built === undefined || timestamp >= built);
  for (const stamp of [...since, ...stamps.filter((other) => !since.includes(other))]) {
    const tag = timestampTag(unit, stamp);
    if ((tags.get(tag) ?? (await resolveListed(registry, repository, tag))) === digest) return stamp;
  }
  return undefined;
}
