import type { Digest } from "../core/digest.ts";
import { type PlatformManifest, parseAttestation, parseStatement } from "../core/index-manifest.ts";
import { imagesOf, type Material } from "../core/provenance.ts";
import type { Manifest } from "../ports.ts";

/** Where an image's manifests and blobs are read: a repository, or a folder of this machine. */
export interface Source {
  manifest(digest: Digest): Promise<Manifest | undefined>;
  blob(digest: Digest): Promise<Uint8Array>;
}

/**
 * The images that the build of one platform resolved, as its provenance names them; undefined where it has no provenance.
 * @throws Failure `build-unreadable` for an attestation that is not one, and what the source throws
 */
export async function imagesResolved(source: Source, manifest: PlatformManifest): Promise<Material[] | undefined> {
  const attestation = manifest.attestation && (await source.manifest(manifest.attestation));
  if (!attestation) return undefined;
  const layers = parseAttestation(attestation.bytes).filter(({ predicateType }) =>
    predicateType.startsWith("https://slsa.dev/provenance/"),
  );
  if (layers.length === 0) return undefined;
  const statements = await Promise.all(layers.map(async ({ digest }) => parseStatement(await source.blob(digest))));
  return statements.flatMap(imagesOf);
}
