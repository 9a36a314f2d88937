import * as v from "valibot";
import { type Digest, isDigest } from "../lib/digest.ts";
import { printPlatform } from "../lib/platform.ts";
import { failure } from "../lib/problems/problem.ts";
import { annotationKeys } from "./annotations.ts";

/** One platform's image in an index. */
export interface PlatformManifest {
  /** Normalised: `linux/amd64`, `linux/arm64`, `linux/arm/v7`. */
  platform: string;
  digest: Digest;
  /** The manifest with this one's attestations (provenance), if the index has one. */
  attestation?: Digest;
  /** The image that listed its packages during its build, as `registry/name@sha256:…`. */
  generator?: string;
}

export interface ImageIndex {
  /** Without the attestations, which are with their platforms. */
  platforms: PlatformManifest[];
  annotations: Record<string, string>;
}

/** One layer of an attestation manifest: an in-toto statement. */
export interface AttestationLayer {
  digest: Digest;
  /** `https://slsa.dev/provenance/v1`, `https://spdx.dev/Document`. */
  predicateType: string;
}

/** The predicate type of a list of packages: SPDX. */
export const spdxPredicate = "https://spdx.dev/Document";

/** Media types of an OCI image index, and of Docker's manifest list. */
export const indexMediaTypes: readonly string[] = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

const digest = v.custom<Digest>((value) => typeof value === "string" && isDigest(value));
const annotations = v.optional(v.record(v.string(), v.string()), {});

const indexSchema = v.object({
  annotations,
  manifests: v.array(
    v.object({
      digest,
      annotations,
      platform: v.optional(v.object({ os: v.string(), architecture: v.string(), variant: v.optional(v.string()) })),
    }),
  ),
});

const attestationSchema = v.object({ layers: v.array(v.object({ digest, annotations })) });

/**
 * Reads an image index (OCI image specification, "Image Index") from BuildKit. Its attestations are
 * entries for the platform `unknown/unknown`; their annotation `vnd.docker.reference.digest` names
 * the manifest that they describe.
 * @throws Failure `build-unreadable` if the bytes are no index
 */
export function parseIndex(bytes: Uint8Array): ImageIndex {
  const index = parse(bytes, indexSchema, "an image index");
  const attestations = new Map<string, Digest>();
  for (const { digest, annotations } of index.manifests) {
    const subject = annotations["vnd.docker.reference.digest"];
    if (annotations["vnd.docker.reference.type"] === "attestation-manifest" && subject) attestations.set(subject, digest);
  }
  const platforms = index.manifests.flatMap(({ digest, annotations, platform }): PlatformManifest[] => {
    if (annotations["vnd.docker.reference.type"] || !platform || platform.os === "unknown") return [];
    const attestation = attestations.get(digest);
    const generator = annotations[annotationKeys.generator];
    return [
      {
        platform: printPlatform(platform),
        digest,
        ...(attestation ? { attestation } : {}),
        ...(generator === undefined ? {} : { generator }),
      },
    ];
  });
  return { platforms, annotations: index.annotations };
}

/** An entry of an index, with all keys that its writer gave it. */
export interface Descriptor {
  digest: Digest;
}

/**
 * The entries of an index, with all their keys.
 * @throws Failure `build-unreadable` if the bytes are no index
 */
export function readDescriptors(bytes: Uint8Array): Descriptor[] {
  const isDescriptor = (value: unknown) => v.is(v.looseObject({ digest }), value);
  const schema = v.object({ manifests: v.array(v.custom<Descriptor>(isDescriptor)) }); // keeps the order of the keys
  return parse(bytes, schema, "an image index").manifests;
}

/**
 * Reads the layers of an attestation manifest.
 * @throws Failure `build-unreadable` for other bytes
 */
export function parseAttestation(bytes: Uint8Array): AttestationLayer[] {
  return parse(bytes, attestationSchema, "an attestation manifest").layers.flatMap(({ digest, annotations }) => {
    const predicateType = annotations["in-toto.io/predicate-type"];
    return predicateType === undefined ? [] : [{ digest, predicateType }];
  });
}

/**
 * Reads an attestation's layer, an in-toto statement, as JSON.
 * @throws Failure `build-unreadable`
 */
export function parseStatement(bytes: Uint8Array): unknown {
  return parseJson(bytes, "an in-toto statement");
}

function parse<T>(bytes: Uint8Array, schema: v.GenericSchema<unknown, T>, what: string): T {
  const result = v.safeParse(schema, parseJson(bytes, what));
  if (result.success) return result.output;
  const place = v.getDotPath(result.issues[0]) ?? "its root";
  throw failure("build-unreadable", `The registry returned a malformed document instead of ${what}: the fault is at ${place}.`);
}

function parseJson(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw failure("build-unreadable", `The registry did not return JSON for ${what}.`, { cause });
  }
}
