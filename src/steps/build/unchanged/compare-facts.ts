import { isDigest } from "../../../core/lib/digest.ts";
import { failure } from "../../../core/lib/problems/problem.ts";
import { readFirstImage } from "../../../core/oci/image-config.ts";
import type { PlatformManifest } from "../../../core/oci/image-index.ts";
import type { SeenBase } from "../../../core/oci/seen-base.ts";
import type { PackageList } from "../../../core/packages/package-list.ts";
import { differingBase } from "../../../core/unchanged/differing-base.ts";
import { differingPackage } from "../../../core/unchanged/differing-package.ts";
import { differingSetting } from "../../../core/unchanged/image-settings.ts";
import { imagesResolved } from "../../observe/provenance.ts";
import type { Source } from "../../observe/source.ts";
import { readPackageList } from "../../packages/read-list.ts";
import { Difference, differ } from "./difference.ts";

/** One platform in both images. */
export interface Pair {
  platform: string;
  published: PlatformManifest;
  built: PlatformManifest;
}

/**
 * Compares what the registry tells of two images, without a pull: bases, packages and settings.
 * Without a list of packages there is no proof: what is in the packages' databases, which differ each
 * time, would be known from nowhere.
 * @param seen the bases that the plans gave both builds by digest
 * @param stamped labels that name the time of the build
 * @returns the number of packages
 * @throws Difference, and the source's faults
 */
export async function compareFacts(
  pairs: readonly Pair[],
  source: Source,
  seen: { published?: readonly SeenBase[] | undefined; built?: readonly SeenBase[] | undefined },
  stamped: ReadonlySet<string>,
): Promise<number> {
  let packages = 0;
  for (const { platform, published, built } of pairs) {
    const [before, now] = await Promise.all([factsOf(source, published), factsOf(source, built)]);
    differ(
      differingBase({ provenance: before.provenance, seen: seen.published }, { provenance: now.provenance, seen: seen.built }),
      platform,
    );
    differ(differingSetting(before.config, now.config, stamped), platform);
    differ(
      differingPackage(known(before.list, `published image for ${platform}`), known(now.list, `build for ${platform}`)),
      platform,
    );
    packages += known(now.list, "build").packages.size;
  }
  return packages;
}

async function factsOf(source: Source, manifest: PlatformManifest) {
  const [provenance, list, config] = await Promise.all([
    imagesResolved(source, manifest),
    readPackageList(source, manifest),
    configOf(source, manifest),
  ]);
  return { provenance, list, config };
}

function known(list: PackageList | { unknown: string }, whose: string): PackageList {
  if ("unknown" in list) throw new Difference(`the packages of the ${whose} are not known: ${list.unknown}`);
  return list;
}

async function configOf(source: Source, { digest, platform }: PlatformManifest): Promise<Uint8Array> {
  const manifest = await source.manifest(digest);
  const config = manifest && readFirstImage(manifest.bytes)?.config;
  if (config !== undefined && isDigest(config)) return source.blob(config);
  throw failure("build-unreadable", `The registry does not show ${digest}, the image for ${platform}. Run again.`);
}
