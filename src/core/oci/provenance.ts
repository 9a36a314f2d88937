import * as v from "valibot";
import { type Digest, isDigest } from "../lib/digest.ts";
import { normalRepository, pinnedImage, withRegistry } from "./reference.ts";

/** An image that a build resolved, from its provenance. */
export interface Material {
  /**
   * `pkg:docker/ghcr.io/osg/base@25-release?platform=linux%2Famd64`; `pkg:oci/…` for an OCI layout.
   */
  uri: string;
  /** The digest of the index, or of the manifest if the reference named one. */
  digest: Digest;
}

const resource = v.object({ uri: v.optional(v.string()), digest: v.optional(v.record(v.string(), v.string())) });
const resources = v.array(resource);

/** An image without a base may omit the list, but then it must say how it was built. */
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

/** The images that a build resolved, by its provenance. */
export interface Provenance {
  images: Material[];
  /**
   * Possible images without a sha256 digest to compare: if there are any, `images` is incomplete.
   */
  unknown: string[];
}

/**
 * The images of a provenance without the one that listed packages. A build resolves that one, too, but
 * not as a base; no field of its provenance says what for (BuildKit 0.34.2, `mode=min` and `max`).
 * @param generator `registry/name@sha256:…`, as the platform's entry in the index has it
 */
export function withoutGenerator({ images, unknown }: Provenance, generator: string): Provenance {
  const pinned = pinnedImage(generator);
  const isGenerator = (image: Material) => image.digest === pinned?.digest && sourceOf(image)?.repository === pinned.repository;
  return { images: images.filter((image) => !isGenerator(image)), unknown };
}

/**
 * Reads an in-toto statement with SLSA provenance (v1 or v0.2), without materials that are no
 * images (git commits, downloads). Undefined for any other value; a statement without images gives
 * an empty list.
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
    else found.unknown.push(uri ?? "an unnamed dependency");
  }
  return found;
}

/** The source of an image that a build resolved. */
export interface MaterialSource {
  /** `registry/name`, Docker's familiar names in full: `docker.io/library/almalinux`. */
  repository: string;
  /** Absent if the reference had only a digest. */
  tag?: string;
  /** Whether the reference had a digest, so that it cannot change. */
  pinned: boolean;
}

/**
 * Reads BuildKit's package URL of a material: Docker's familiar name, the tag as version, the
 * reference's digest as a qualifier. Undefined if it names no image in a registry, such as
 * `pkg:oci/…` for a folder.
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
