import { mapLimited } from "../../core/lib/parallel.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { readAnnotations } from "../../core/oci/annotations.ts";
import { type ImageIndex, type PlatformManifest, parseIndex } from "../../core/oci/image-index.ts";
import { type LayerTotals, readLayerTotals } from "../../core/oci/layers.ts";
import { changedBases, type Resolved } from "../../core/packages/changed-bases.ts";
import { comparePackages } from "../../core/packages/compare.ts";
import type { ComparedImage, ImageChanges, PlatformChanges } from "../../core/packages/image-changes.ts";
import type { PackageList } from "../../core/packages/package-list.ts";
import type { LocatedImage } from "../../core/packages/unit-changes.ts";
import { imagesResolved } from "../observe/provenance.ts";
import { repositorySource, type Source } from "../observe/source.ts";
import { orUnknown, readPackageList, type Unknown } from "./read-list.ts";
import type { Readable } from "./readable-for.ts";

/** Platforms of an image that are read at the same time, on both sides. */
const parallelPlatforms = 4;

/**
 * What differs between two images. Reads each index and, per platform and side, two manifests and
 * two blobs; only one side of a platform whose image is the same. What cannot be read is unknown.
 * @param publishedAs the repositories of candidates, each with the one that publishes its image
 * @throws Failure if a registry does not show one of the indexes, or gives something else
 */
export async function compareImages(
  registry: Readable,
  from: LocatedImage,
  to: LocatedImage,
  publishedAs?: ReadonlyMap<string, string>,
): Promise<ImageChanges> {
  const [before, now] = await Promise.all([openImage(registry, from), openImage(registry, to)]);
  const platforms = await mapLimited(now.index.platforms, parallelPlatforms, async (manifest) => {
    const old = before.index.platforms.find(({ platform }) => platform === manifest.platform);
    return old ? comparePlatform(before, old, now, manifest, publishedAs) : unpaired(manifest, "before");
  });
  const gone = before.index.platforms.filter((old) => !now.index.platforms.some(({ platform }) => platform === old.platform));
  return {
    from: comparedImage(from),
    to: comparedImage(to),
    platforms: [...platforms, ...gone.map((manifest) => unpaired(manifest, "now"))],
  };
}

function comparedImage({ digest, stamp }: LocatedImage): ComparedImage {
  return { digest, ...(stamp === undefined ? {} : { stamp }) };
}

interface OpenedImage {
  source: Source;
  index: ImageIndex;
}

async function openImage(registry: Readable, { repository, digest }: LocatedImage): Promise<OpenedImage> {
  const index = await registry.manifest(repository, digest);
  if (!index) throw failure("registry-missing", `${repository} does not have ${digest}, an image to compare.`);
  return { source: repositorySource(registry, repository), index: parseIndex(index.bytes) };
}

function unpaired({ platform }: PlatformManifest, without: "before" | "now"): PlatformChanges {
  const unknown = without === "before" ? `The image before has no ${platform}.` : `The new image has no ${platform}.`;
  return { platform, packages: { unknown }, bases: [], basesUnknown: unknown };
}

async function comparePlatform(
  from: OpenedImage,
  old: PlatformManifest,
  to: OpenedImage,
  current: PlatformManifest,
  publishedAs?: ReadonlyMap<string, string>,
): Promise<PlatformChanges> {
  const reading = readPlatform(to, current);
  const [before, now] = await Promise.all([old.digest === current.digest ? reading : readPlatform(from, old), reading]);
  return {
    platform: current.platform,
    packages: comparePackages(before.packages, now.packages),
    ...compareTotals(before.totals, now.totals),
    ...compareBases(before.resolved, now.resolved, publishedAs),
  };
}

interface PlatformFacts {
  packages: PackageList | Unknown;
  totals: LayerTotals | undefined;
  resolved: Resolved | Unknown;
}

async function readPlatform({ source, index }: OpenedImage, manifest: PlatformManifest): Promise<PlatformFacts> {
  const once = askingOnce(source);
  const [packages, totals, resolved] = await Promise.all([
    readPackageList(once, manifest),
    orUnknown(async () => readLayerTotals((await once.manifest(manifest.digest))?.bytes ?? new Uint8Array())),
    orUnknown(async (): Promise<Resolved | Unknown> => {
      const provenance = await imagesResolved(once, manifest);
      const seen = readAnnotations(index.annotations).bases;
      return provenance ? { images: provenance.images, seen } : { unknown: "The image has no provenance." };
    }),
  ]);
  return { packages, totals: totals && "unknown" in totals ? undefined : totals, resolved };
}

/** A source that is asked for each manifest once: the attestation's serves list and provenance. */
function askingOnce(source: Source): Source {
  const known = new Map<string, ReturnType<Source["manifest"]>>();
  return {
    ...source,
    manifest(digest) {
      const asked = known.get(digest) ?? source.manifest(digest);
      known.set(digest, asked);
      return asked;
    },
  };
}

function compareTotals(before: LayerTotals | undefined, now: LayerTotals | undefined): Pick<PlatformChanges, "size" | "layers"> {
  if (!before || !now) return {};
  return { size: { before: before.size, now: now.size }, layers: { before: before.layers, now: now.layers } };
}

function compareBases(
  before: Resolved | Unknown,
  now: Resolved | Unknown,
  publishedAs?: ReadonlyMap<string, string>,
): Pick<PlatformChanges, "bases" | "basesUnknown"> {
  if (!("images" in now)) return { bases: [], basesUnknown: now.unknown };
  if (!("images" in before)) return { bases: [], basesUnknown: before.unknown };
  return { bases: changedBases(before, now, publishedAs) };
}
