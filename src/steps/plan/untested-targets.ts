import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { someOf } from "../../core/lib/text/words.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import type { PlannedRollback } from "../../core/rollback/rollback.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";

/** Units to inspect at the same time. */
const parallelUnits = 8;
/** Most units that the note names. */
const maxNamed = 5;

/**
 * Notes for a rollback to images that Tagstream did not build. Streams showed them before
 * Tagstream, and timestamp tags preserve them, but nothing shows that they passed the tests.
 */
export async function untestedTargets(planned: readonly PlannedRollback[], registry: Registry): Promise<string[]> {
  const names = await mapLimited([...planned], parallelUnits, async ({ unit, target }) => {
    const manifest = await manifestIn(
      unit.destinations.map(({ repository }) => repository),
      target.digest,
      registry,
    );
    const isAdopted = manifest !== undefined && readManifestAnnotations(manifest.bytes).built === undefined;
    return isAdopted ? `${unit.name} (${printPublicationId(target.stamp)})` : undefined;
  });
  const adopted = names.filter((name) => name !== undefined);
  if (adopted.length === 0) return [];
  return [`Tagstream did not build the image of ${someOf(adopted, maxNamed)}: there is no proof that it passed the tests`];
}

/**
 * An image in the first repository that has it. Skips one that does not answer, since this decides
 * nothing.
 */
async function manifestIn(repositories: readonly string[], digest: string, registry: Registry): Promise<Manifest | undefined> {
  for (const repository of repositories) {
    try {
      const manifest = await registry.manifest(repository, digest);
      if (manifest) return manifest;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
  return undefined;
}
