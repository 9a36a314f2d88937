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

/** Whether a statement proves that the build resolved the image with this digest. */
export function provesBase(statement: unknown, digest: Digest): boolean {
  return imagesOf(statement).some((material) => material.digest === digest);
}
