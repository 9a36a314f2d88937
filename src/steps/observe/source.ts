import type { Digest } from "../../core/lib/digest.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";

/** Where to read an image's manifests and blobs: a repository, or a folder of this machine. */
export interface Source {
  manifest(digest: Digest): Promise<Manifest | undefined>;
  blob(digest: Digest): Promise<Uint8Array>;
  /** As in a registry: nothing counts before the stream has ended. `limit` in bytes. */
  blobStream(digest: Digest, limit: number): AsyncIterable<Uint8Array>;
}

/** A repository as a source. */
export function repositorySource(registry: Pick<Registry, keyof Source>, repository: string): Source {
  return {
    manifest: (digest) => registry.manifest(repository, digest),
    blob: (digest) => registry.blob(repository, digest),
    blobStream: (digest, limit) => registry.blobStream(repository, digest, limit),
  };
}
