import { mapLimited } from "../../core/lib/parallel.ts";
import { failure, orUndefined } from "../../core/lib/problems/problem.ts";
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
 * @throws Failure `rollback-target` for an empty image that a clean-up left which was cut off
 */
export async function untestedTargets(planned: readonly PlannedRollback[], registry: Registry): Promise<string[]> {
  const read = await mapLimited([...planned], parallelUnits, async ({ unit, target }) => {
    const manifest = await manifestIn(
      unit.destinations.map(({ repository }) => repository),
      target.digest,
      registry,
    );
    const { built, removes } = manifest === undefined ? {} : readManifestAnnotations(manifest.bytes);
    const name = `${unit.name} (${printPublicationId(target.stamp)})`;
    return { name, isRemoved: removes !== undefined, isAdopted: manifest !== undefined && built === undefined };
  });
  const removed = read.flatMap(({ name, isRemoved }) => (isRemoved ? [name] : []));
  if (removed.length > 0) throw failure("rollback-target", removedWords(removed));
  const adopted = read.flatMap(({ name, isAdopted }) => (isAdopted ? [name] : []));
  if (adopted.length === 0) return [];
  return [`Tagstream did not build the image of ${someOf(adopted, maxNamed)}: there is no proof that it passed the tests`];
}

function removedWords(names: readonly string[]): string {
  return `Nothing was rolled back: a clean-up that was cut off left an empty image in place of ${someOf(names, maxNamed)}. Roll back to another image. The next \`prune\` completes the removal.`;
}

/**
 * An image in the first repository that has it. Skips one that does not answer: any other has the same
 * image.
 */
async function manifestIn(repositories: readonly string[], digest: string, registry: Registry): Promise<Manifest | undefined> {
  for (const repository of repositories) {
    const manifest = await orUndefined(() => registry.manifest(repository, digest));
    if (manifest) return manifest;
  }
  return undefined;
}
