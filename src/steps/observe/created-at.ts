import { isDigest } from "../../core/lib/digest.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { Timestamp } from "../../core/lib/time/timestamp.ts";
import { readCreated, readFirstImage } from "../../core/oci/image-config.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";

/**
 * The creation time in an image; undefined if unreadable, which stops nothing. Costs the
 * configuration and, for an index, one of its manifests.
 */
export async function createdAt(registry: Registry, repository: string, manifest: Manifest): Promise<Timestamp | undefined> {
  try {
    let image = readFirstImage(manifest.bytes);
    if (image?.manifest !== undefined && isDigest(image.manifest)) {
      const child = await registry.manifest(repository, image.manifest);
      image = child && readFirstImage(child.bytes);
    }
    return image?.config !== undefined && isDigest(image.config)
      ? readCreated(await registry.blob(repository, image.config))
      : undefined;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
