import * as v from "valibot";
import { type Digest, isDigest } from "../lib/digest.ts";
import { normalRepository, withRegistry } from "./reference.ts";

/** An image that a build resolved, as its provenance names it. */
export interface Material {
  /** The package URL: `pkg:docker/ghcr.io/osg/software-base@25-el9-release?platform=linux%2Famd64`; `pkg:oci/…` from an OCI layout. */
  uri: string;
  /** Of the index, or of the manifest where the reference named one. */
  digest: Digest;
}

const resource = v.object({ uri: v.optional(v.string()), digest: v.optional(v.record(v.string(), v.string())) });
const resources = v.array(resource);

/** What is built on nothing may leave the list out, but then it says how it was built. */
const definition = v.union([
  v.object({ resolvedDependencies: resources }),
  v.object({ buildType: v.string(), resolvedDependencies: v.optional(resources) }),
]);

/** SLSA provenance v1, and v0.2, which BuildKit wrote before version 0.26. */
const statementSchema = v.object({
  predicate: v.union([
    v.object({ buildDefinition: definition, materials: v.optional(resources) }),
    v.object({ materials: resources }),
    v.object({ buildType: v.string(), materials: v.optional(resources) }),
  ]),
});

/** What a build's provenance says of the images that it resolved. */
export interface Provenance {
  images: Material[];
  /** Names of what is, or may be, an image, and has no sha256 digest to be compared by: then `images` are not all. */
  unknown: string[];
}

/**
 * Reads an in-toto statement with SLSA provenance (v1 or v0.2); materials that are no images (git commits, downloads) are left out. Undefined
 * when the value is no such statement, which is not the same as one that names no images.
 */
export function readProvenance(statement: unknown): Provenance | undefined {
  const result = v.safeParse(statementSchema, statement);
  if (!result.success) return undefined;
  const { predicate } = result.output;
  const dependencies = "buildDefinition" in predicate ? (predicate.buildDefinition.resolvedDependencies ?? []) : [];
  const found: Provenance = { images: [], unknown: [] };
  for (const { uri, digest } of [...dependencies, ...(predicate.materials ?? [])]) {
    if (uri !== undefined && !/^pkg:(?:docker|oci)\//i.test(uri)) continue;
    const sha256 = `sha256:${digest?.["sha256"] ?? ""}`;
    if (uri !== undefined && isDigest(sha256)) found.images.push({ uri, digest: sha256 });
    else found.unknown.push(uri ?? "something without a name");
  }
  return found;
}

/** Where an image that a build resolved came from. */
export interface MaterialSource {
  /** `registry/name`, Docker's familiar names in full: `docker.io/library/almalinux`. */
  repository: string;
  /** Absent when it was named by digest alone. */
  tag?: string;
  /** Named by digest: what it resolves to cannot change. */
  pinned: boolean;
}

/**
 * Reads a material's package URL as BuildKit writes it: Docker's familiar name, the tag as version, the digest as a qualifier where the
 * reference had one. Undefined when it names no image in a registry (`pkg:oci/…`: a folder, whose digest is all there is).
 */
export function sourceOf({ uri }: Material): MaterialSource | undefined {
  const [, path, tag, query = ""] = /^pkg:docker\/([^@?#]+)(?:@([^?#]*))?(?:\?([^#]*))?/.exec(uri) ?? [];
  if (path === undefined) return undefined;
  const name = decoded(path);
  const pinned = new URLSearchParams(query).has("digest");
  return { repository: normalRepository(withRegistry(name)), ...(tag ? { tag: decoded(tag) } : {}), pinned };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // then no registry knows it
  }
}
