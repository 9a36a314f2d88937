import type { Digest } from "../../src/core/lib/digest.ts";
import { spdxPredicate } from "../../src/core/oci/image-index.ts";
import type { BuiltOn } from "./memory-registry.ts";
import { makeManifest } from "./registry.ts";
import type { StoredRepository } from "./registry-in-process/store.ts";

/** One platform of an image, with what BuildKit attests of it. */
export interface ListedPlatform {
  /** `linux/amd64`. */
  platform: string;
  /** Bytes of each layer; the layers themselves are not there. */
  layers?: readonly number[];
  /** What its provenance names; no provenance if absent. */
  bases?: readonly BuiltOn[];
  /** Its package list, as it is or as JSON; none if absent. */
  list?: Uint8Array | object;
}

const oci = "application/vnd.oci.image";

/** Puts an image into a registry's store as BuildKit would push it, and returns the digest of its index. */
export function storeListedImage(repository: StoredRepository, platforms: readonly ListedPlatform[]): Digest {
  const manifests = platforms.flatMap((platform) => entriesOf(repository, platform));
  return put(repository, "index", { manifests }).digest;
}

function entriesOf(repository: StoredRepository, { platform, layers = [], bases, list }: ListedPlatform): object[] {
  const [os, architecture, variant] = platform.split("/");
  const image = put(repository, "manifest", {
    of: platform,
    layers: layers.map((size, at) => ({ size, digest: digestNumber(at) })),
  });
  const statements = [
    ...(bases ? [attested(repository, "https://slsa.dev/provenance/v1", provenanceOf(bases))] : []),
    ...(list ? [attested(repository, spdxPredicate, list)] : []),
  ];
  const entry = { ...image, platform: { os, architecture, ...(variant === undefined ? {} : { variant }) } };
  if (statements.length === 0) return [entry];
  const attestation = put(repository, "manifest", { of: image.digest, layers: statements });
  const annotations = { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image.digest };
  return [entry, { ...attestation, annotations, platform: { os: "unknown", architecture: "unknown" } }];
}

function provenanceOf(bases: readonly BuiltOn[]): object {
  const resolvedDependencies = bases.map(({ uri, digest }) => ({ uri, digest: { sha256: digest.slice("sha256:".length) } }));
  return { predicate: { buildDefinition: { resolvedDependencies } } };
}

function attested(repository: StoredRepository, predicateType: string, content: Uint8Array | object): object {
  const bytes = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
  return { digest: repository.addBlob(bytes), size: bytes.length, annotations: { "in-toto.io/predicate-type": predicateType } };
}

function put(repository: StoredRepository, kind: "index" | "manifest", content: object) {
  const made = makeManifest(`${oci}.${kind}.v1+json`, content);
  repository.put(made.digest, made);
  return { mediaType: made.mediaType, digest: made.digest, size: made.bytes.length };
}

/** A digest of its own for each number. */
export function digestNumber(number: number): Digest {
  return `sha256:${number.toString(16).padStart(64, "0")}`;
}
