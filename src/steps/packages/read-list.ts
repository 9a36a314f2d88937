import { Failure } from "../../core/lib/problems/problem.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { type PlatformManifest, parseAttestation, spdxPredicate } from "../../core/oci/image-index.ts";
import type { PackageList } from "../../core/packages/package-list.ts";
import { readSpdx } from "../../core/packages/spdx.ts";
import type { Source } from "../observe/source.ts";

/** Bytes of a list that are read: BuildKit since 0.33 fails a build whose list is longer. */
export const longestList = 80 * 1024 * 1024;

/** A reason, on one line, why something about an image is not known. */
export interface Unknown {
  unknown: string;
}

/**
 * The packages of one platform's image, or why they are not known: the image has no list, or the
 * list cannot be read. Costs two requests.
 */
export async function readPackageList(
  source: Source,
  { attestation, platform }: PlatformManifest,
): Promise<PackageList | Unknown> {
  const none = { unknown: `The image for ${platform} has no package list.` };
  if (attestation === undefined) return none;
  return orUnknown(async () => {
    const manifest = await source.manifest(attestation);
    if (!manifest) return { unknown: `The registry does not show ${attestation}, the attestation of the image for ${platform}.` };
    const layer = parseAttestation(manifest.bytes).find(({ predicateType }) => predicateType === spdxPredicate);
    return layer ? readSpdx(source.blobStream(layer.digest, longestList)) : none;
  });
}

/** What the work gives, or the Failure that it ends in, as a reason. Any other error passes. */
export async function orUnknown<T>(work: () => Promise<T>): Promise<T | Unknown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) return { unknown: oneLine(error.message) };
    throw error;
  }
}
