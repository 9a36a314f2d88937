import { failure } from "../../core/lib/problems/problem.ts";
import { type PlatformManifest, parseAttestation, parseStatement } from "../../core/oci/image-index.ts";
import { type Provenance, readProvenance, withoutGenerator } from "../../core/oci/provenance.ts";
import type { Source } from "./source.ts";

/**
 * The images that one platform was built from, from its provenance; undefined without provenance. The
 * image that listed its packages is none of them.
 * @throws Failure `build-unreadable` for a missing or invalid attestation, and the source's own
 *   faults
 */
export async function imagesResolved(
  source: Pick<Source, "manifest" | "blob">,
  { attestation, generator, platform }: PlatformManifest,
): Promise<Provenance | undefined> {
  if (attestation === undefined) return undefined;
  const manifest = await source.manifest(attestation);
  if (!manifest) {
    throw failure(
      "build-unreadable",
      `The registry does not show ${attestation}, the attestation of the image for ${platform}. A clean-up removed it, or the registry lags behind. Run again.`,
    );
  }
  const layers = parseAttestation(manifest.bytes).filter(({ predicateType }) =>
    predicateType.startsWith("https://slsa.dev/provenance/"),
  );
  if (layers.length === 0) return undefined;
  const all = await Promise.all(
    layers.map(async ({ digest }) => {
      const provenance = readProvenance(parseStatement(await source.blob(digest)));
      if (provenance) return provenance;
      throw failure("build-unreadable", `The provenance ${digest} for ${platform} is neither SLSA provenance v1 nor v0.2.`);
    }),
  );
  const found = { images: all.flatMap(({ images }) => images), unknown: all.flatMap(({ unknown }) => unknown) };
  return generator === undefined ? found : withoutGenerator(found, generator);
}
