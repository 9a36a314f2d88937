import { parseIndex } from "../../core/oci/image-index.ts";
import { sourceOf } from "../../core/oci/provenance.ts";
import { digestSeen, type SeenBase } from "../../core/oci/seen-base.ts";
import type { UnitFacts } from "../../core/plan/decide/facts.ts";
import type { Registry } from "../../ports/registry.ts";
import { imagesResolved } from "../observe/provenance.ts";
import { repositorySource } from "../observe/source.ts";

/**
 * What an image was built on, of these references. The image records the bases that a rebuild gave
 * it; for the others, its provenance tells them: one request for the index, and two for each platform
 * until all are found, usually one.
 * @param repository the one that has the image
 * @throws Failure if the registry does not answer, or the provenance is unreadable
 */
export async function recordedBases(
  repository: string,
  { digest, bases = [] }: NonNullable<UnitFacts["published"]>,
  references: readonly string[],
  registry: Registry,
): Promise<SeenBase[]> {
  const found = [...bases];
  const isComplete = () => references.every((reference) => digestSeen(found, reference) !== undefined);
  const manifest = isComplete() ? undefined : await registry.manifest(repository, digest);
  if (!manifest) return found;
  const source = repositorySource(registry, repository);
  for (const platform of parseIndex(manifest.bytes).platforms) {
    if (isComplete()) break;
    for (const material of (await imagesResolved(source, platform))?.images ?? []) {
      const place = sourceOf(material);
      if (!place || place.pinned || place.tag === undefined) continue;
      const reference = `${place.repository}:${place.tag}`;
      if (digestSeen(found, reference) === undefined) found.push({ reference, digest: material.digest });
    }
  }
  return found;
}
