import { Failure } from "../../core/lib/problems/problem.ts";
import { type PlatformManifest, parseAttestation, spdxPredicate } from "../../core/oci/image-index.ts";
import type { ImageStore } from "./image-store.ts";

/**
 * The platforms of an image whose attestations have no list of packages, or cannot be read. A
 * generator that writes nothing fails no build.
 */
export async function platformsWithoutList(
  platforms: readonly PlatformManifest[],
  store: Pick<ImageStore, "manifest">,
): Promise<string[]> {
  const found = await Promise.all(platforms.map(async (one) => ((await hasList(one, store)) ? [] : [one.platform])));
  return found.flat();
}

async function hasList({ attestation }: PlatformManifest, store: Pick<ImageStore, "manifest">): Promise<boolean> {
  if (attestation === undefined) return false;
  try {
    const manifest = await store.manifest(attestation);
    const layers = manifest ? parseAttestation(manifest.bytes) : [];
    return layers.some(({ predicateType }) => predicateType === spdxPredicate);
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
