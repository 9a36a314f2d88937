import type { Digest } from "../../core/lib/digest.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { type ImageIndex, indexMediaTypes, parseIndex } from "../../core/oci/image-index.ts";
import type { ImageStore } from "./image-store.ts";

/**
 * Reads an index back, with its bytes.
 * @throws Failure `build-unreadable` if the store does not show it, or shows something else
 */
export async function readIndex(store: ImageStore, digest: Digest): Promise<{ index: ImageIndex; bytes: Uint8Array }> {
  const manifest = await store.manifest(digest);
  if (!manifest) {
    throw failure(
      "build-unreadable",
      `${store.title} does not show ${digest}, or not yet. Run again. If it fails again, ask the registry's operator.`,
    );
  }
  if (!indexMediaTypes.includes(manifest.mediaType)) {
    throw failure(
      "build-unreadable",
      `${digest} in ${store.title} is ${manifest.mediaType}, not an image index: the build left out its provenance.`,
    );
  }
  return { index: parseIndex(manifest.bytes), bytes: manifest.bytes };
}
