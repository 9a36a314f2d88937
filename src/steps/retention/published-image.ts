import type { Digest } from "../../core/lib/digest.ts";
import { Failure, failure, orFailure } from "../../core/lib/problems/problem.ts";
import { withoutStop } from "../../core/lib/text/words.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";

/** An image of a unit. */
export interface PublishedImage {
  unit: string;
  /** The unit's, those first that show it under a tag. */
  repositories: readonly string[];
  digest: Digest;
}

/**
 * What the first repository says that gives an image with its attestations: one may lack them for a
 * moment. An attestation that all of them lack stays missing: it says nothing, and no second look helps.
 * @throws Failure `registry-missing` if none of them gives the image
 */
export async function readIn<T>(
  { repositories, digest }: PublishedImage,
  registry: Pick<Registry, "manifest">,
  read: (manifest: Manifest, repository: string) => Promise<T[]>,
): Promise<T[]> {
  let isGiven = false;
  for (const repository of repositories) {
    const manifest = await registry.manifest(repository, digest);
    if (!manifest) continue;
    isGiven = true;
    try {
      return await read(manifest, repository);
    } catch (error) {
      if (!(error instanceof Failure) || error.problems.some(({ code }) => code !== "build-unreadable")) throw error;
    }
  }
  if (isGiven) return [];
  throw failure("registry-missing", `no registry gives it (asked: ${repositories.join(", ")}). Run again`);
}

/**
 * What a reading of an image gives; nothing if it fails.
 * @param what could not be read then: `what app:release at sha256:… was built on`
 * @param unknown gets a sentence for people
 */
export async function orUnknown<T>(what: string, unknown: string[], work: () => Promise<T[]>): Promise<T[]> {
  const done = await orFailure(work);
  if (!(done instanceof Failure)) return done;
  unknown.push(`Could not read ${what}: ${withoutStop(done.message)}.`);
  return [];
}
