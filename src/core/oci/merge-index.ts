import { sortedEntries } from "../lib/canonical.ts";
import { normalizePlatform } from "../lib/platform.ts";
import { Failure, type Problem } from "../lib/problems/problem.ts";
import { annotationKeys } from "./annotations.ts";
import { indexMediaTypes, type PlatformManifest, parseIndex, readDescriptors } from "./image-index.ts";

/** The build of one platform: the index that BuildKit wrote for it. */
export interface Leg {
  platform: string;
  bytes: Uint8Array;
}

/** An index of several legs, and what it has for each platform. */
export interface MergedIndex {
  mediaType: string;
  bytes: Uint8Array;
  platforms: PlatformManifest[];
  annotations: Record<string, string>;
}

/**
 * One index of an image's legs (OCI image specification, "Image Index"). The same legs give the same
 * bytes: the images in the order of the legs, then their attestations, each descriptor with all that
 * BuildKit wrote, then the annotations by name. Each platform's manifest keeps its digest, so the
 * index has what the jobs tested.
 *
 * All legs must have the same annotations. If one lacks the inputs hash, because its files changed
 * during the build, the image has none.
 * @throws Failure `build-leg-invalid` with every fault: a leg must have exactly its platform, and its
 *   attestation; `build-unreadable` for bytes that are no index
 */
export function mergeIndexes(legs: readonly Leg[]): MergedIndex {
  const read = legs.map(({ platform, bytes }) => ({ platform, index: parseIndex(bytes), descriptors: readDescriptors(bytes) }));
  const problems = [
    ...read.flatMap(({ platform, index, descriptors }) => legFaults(platform, index.platforms, descriptors.length)),
    ...annotationFaults(read.map(({ platform, index }) => ({ platform, annotations: index.annotations }))),
  ];
  if (problems.length > 0) throw new Failure(problems);
  const platforms = read.flatMap(({ index }) => index.platforms);
  // By leg: attestations of two platforms may have the same bytes, but never the same descriptor.
  const wrote = (which: (platform: PlatformManifest | undefined) => string | undefined) =>
    read.flatMap(({ index, descriptors }) => descriptors.filter(({ digest }) => digest === which(index.platforms[0])));
  const [mediaType = ""] = indexMediaTypes;
  const annotations = sharedAnnotations(read.map(({ index }) => index.annotations));
  const manifests = [...wrote((image) => image?.digest), ...wrote((image) => image?.attestation)];
  const text = JSON.stringify({ schemaVersion: 2, mediaType, manifests, annotations });
  return { mediaType, bytes: new TextEncoder().encode(text), platforms, annotations };
}

function legFaults(platform: string, found: readonly PlatformManifest[], descriptors: number): Problem[] {
  const [first] = found;
  const wanted = normalizePlatform(platform);
  if (found.length !== 1 || first?.platform !== wanted) {
    const has = found.map((one) => one.platform).join(", ") || "no platform";
    return [fault(`The build for ${wanted} has ${has} instead`)];
  }
  if (first.attestation === undefined) return [fault(`The build for ${wanted} has no attestation`)];
  return descriptors === 2
    ? []
    : [fault(`The build for ${wanted} has ${descriptors} manifests instead of an image and its attestation`)];
}

interface Annotated {
  platform: string;
  annotations: Readonly<Record<string, string>>;
}

function annotationFaults(legs: readonly Annotated[]): Problem[] {
  const [first, ...others] = legs;
  if (!first) return [];
  return others.flatMap(({ platform, annotations }) => {
    const keys = [...new Set([...Object.keys(first.annotations), ...Object.keys(annotations)])].sort();
    const differing = keys.filter((key) => !agree(key, first.annotations[key], annotations[key]));
    if (differing.length === 0) return [];
    return [fault(`The builds for ${first.platform} and ${platform} have different annotations: ${differing.join(", ")}`)];
  });
}

function agree(key: string, one: string | undefined, other: string | undefined): boolean {
  return one === other || (key === annotationKeys.inputs && (one === undefined || other === undefined));
}

/** The annotations that all legs have, by name. */
function sharedAnnotations(all: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const [first = {}, ...others] = all;
  return Object.fromEntries(sortedEntries(first).filter(([key]) => others.every((one) => one[key] !== undefined)));
}

function fault(what: string): Problem {
  const message = `${what}. Run the build jobs again. If that does not help, look for what rewrites indexes between the builder and the registry.`;
  return { code: "build-leg-invalid", severity: "error", message };
}
