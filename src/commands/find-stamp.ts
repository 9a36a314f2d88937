import { readManifestAnnotations } from "../core/annotations.ts";
import type { Digest } from "../core/digest.ts";
import { type ObservedDestination, type Stamp, stampTags } from "../core/observation.ts";
import type { Unit } from "../core/unit.ts";
import type { Registry } from "../ports.ts";

/**
 * The oldest of a unit's listed timestamp tags that a digest is under, in one repository; undefined when it is under none.
 * Costs two or three requests for what it finds: an image cannot be under a timestamp before its build.
 */
export async function findStamp(
  registry: Registry,
  unit: Unit,
  { repository, stamps, tags }: Pick<ObservedDestination, "repository" | "stamps" | "tags">,
  digest: Digest,
): Promise<Stamp | undefined> {
  const manifest = await registry.manifest(repository, digest);
  if (!manifest) return undefined;
  const { built } = readManifestAnnotations(manifest.bytes);
  for (const stamp of stamps) {
    if (built !== undefined && stamp.timestamp < built) continue;
    const tag = stampTags(unit, stamp)[0] ?? "";
    if ((tags.get(tag) ?? (await registry.resolve(repository, tag))) === digest) return stamp;
  }
  return undefined;
}
