import * as v from "valibot";
import { type Digest, isDigest } from "./digest.ts";

/** An image that a build resolved, as its provenance names it. */
export interface Material {
  /** The package URL: `pkg:docker/ghcr.io/osg/software-base@25-el9-release?platform=linux%2Famd64`; `pkg:oci/…` from an OCI layout. */
  uri: string;
  /** Of the index, or of the manifest where the reference named one. */
  digest: Digest;
}

const resource = v.object({ uri: v.optional(v.string()), digest: v.optional(v.record(v.string(), v.string())) });
const dependencies = v.optional(v.array(resource), []);

const statementSchema = v.object({
  predicate: v.object({
    /** SLSA provenance v1. */
    buildDefinition: v.optional(v.object({ resolvedDependencies: dependencies })),
    /** SLSA provenance v0.2, which BuildKit wrote before version 0.26. */
    materials: dependencies,
  }),
});

/**
 * The images that an in-toto statement with SLSA provenance (v1 or v0.2) names, each with its digest; other materials (git
 * commits, downloads) are left out. Empty when the value is no such statement.
 */
export function imagesOf(statement: unknown): Material[] {
  const result = v.safeParse(statementSchema, statement);
  if (!result.success) return [];
  const { buildDefinition, materials } = result.output.predicate;
  return [...(buildDefinition?.resolvedDependencies ?? []), ...materials].flatMap(({ uri, digest }): Material[] => {
    const sha256 = `sha256:${digest?.["sha256"] ?? ""}`;
    return /^pkg:(docker|oci)\//.test(uri ?? "") && uri !== undefined && isDigest(sha256) ? [{ uri, digest: sha256 }] : [];
  });
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
  return { repository: fullName(name), ...(tag ? { tag: decoded(tag) } : {}), pinned };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // then no registry knows it
  }
}

/** Docker's rule for what is a registry: the first part, when it has a `.` or `:`, or is `localhost`. */
function fullName(familiar: string): string {
  const [first = "", ...rest] = familiar.split("/");
  if (rest.length > 0 && (/[.:]/.test(first) || first === "localhost")) return familiar;
  return rest.length > 0 ? `docker.io/${familiar}` : `docker.io/library/${familiar}`;
}
