import { failure } from "../../core/lib/problems/problem.ts";
import { type PlatformManifest, parseAttestation } from "../../core/oci/image-index.ts";
import { predicateOf } from "../../core/scan/predicate.ts";
import type { Source } from "../observe/source.ts";

/** Bytes of the longest list: BuildKit refuses longer ones. */
const longestList = 80 * 1024 * 1024;

/**
 * The package list of one platform's image (SPDX JSON), to be read once; undefined if the build
 * attested none.
 * @throws Failure `build-unreadable` for a missing or invalid attestation, and the source's own
 *   faults
 */
export async function packageListOf(
  source: Source,
  { attestation, platform }: PlatformManifest,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  if (attestation === undefined) return undefined;
  const manifest = await source.manifest(attestation);
  if (!manifest) {
    throw failure(
      "build-unreadable",
      `The registry does not show ${attestation}, the attestation of the image for ${platform}. A clean-up removed it, or the registry lags behind. Run again.`,
    );
  }
  const layer = parseAttestation(manifest.bytes).find(({ predicateType }) =>
    predicateType.startsWith("https://spdx.dev/Document"),
  );
  return layer && predicateOf(source.blobStream(layer.digest, longestList));
}
