import { Failure } from "../../core/lib/problems/problem.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import { parseIndex } from "../../core/oci/image-index.ts";
import { sourceOf } from "../../core/oci/provenance.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";
import { imagesResolved } from "../observe/provenance.ts";
import { repositorySource } from "../observe/source.ts";

/**
 * The bases that an image's provenance names: `docker.io/library/debian:bookworm-slim sha256:…`.
 * Empty without provenance; undefined if the registry does not show it.
 */
export async function readBases(registry: Registry, repository: string, { bytes }: Manifest): Promise<string[] | undefined> {
  const source = repositorySource(registry, repository);
  const seen = readManifestAnnotations(bytes).bases;
  try {
    const provenances = await Promise.all(parseIndex(bytes).platforms.map((manifest) => imagesResolved(source, manifest)));
    const bases = provenances
      .flatMap((provenance) => provenance?.images ?? [])
      .map((material) => {
        const from = sourceOf(material, seen);
        const name = from ? `${from.repository}${from.tag === undefined ? "" : `:${from.tag}`}` : material.uri;
        return `${name} ${material.digest}`;
      });
    return [...new Set(bases)];
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
