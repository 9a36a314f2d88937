import type { Digest } from "../../core/lib/digest.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import type { Destination, Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { attempt, type Newest } from "./newest.ts";

/** An image's commit, or why a registry did not answer. */
type Answer = { commit: string | undefined } | { failure: string } | "absent";

/**
 * Adds the commits that a unit's images name: of its newest publication, and of possible new ones.
 * The first registry with the image answers. Marks registries that do not answer as failed. Costs
 * one GET per image.
 */
export async function withCommits(
  registry: Pick<Registry, "manifest">,
  unit: Unit,
  digests: readonly Digest[],
  newest: Newest,
): Promise<{ newest: Newest; commits: Map<Digest, string> }> {
  const commits = new Map<Digest, string>();
  const failures = new Map(newest.failures);
  for (const digest of new Set([...(newest.current ? [newest.current.digest] : []), ...digests])) {
    const commit = await commitOf(registry, unit, digest, failures);
    if (commit !== undefined) commits.set(digest, commit);
  }
  return { newest: { ...newest, failures }, commits };
}

async function commitOf(
  registry: Pick<Registry, "manifest">,
  { destinations }: Unit,
  digest: Digest,
  failures: Map<string, string>,
): Promise<string | undefined> {
  for (const destination of destinations.filter(({ repository }) => !failures.has(repository))) {
    const answer = await ask(registry, destination, digest);
    if (answer === "absent") continue;
    if ("commit" in answer) return answer.commit;
    failures.set(destination.repository, answer.failure);
  }
  return undefined;
}

async function ask(registry: Pick<Registry, "manifest">, destination: Destination, digest: Digest): Promise<Answer> {
  const seen = await attempt(destination, async () => ({
    manifest: await registry.manifest(destination.repository, digest),
  }));
  if ("failure" in seen) return seen;
  return seen.manifest ? { commit: readManifestAnnotations(seen.manifest.bytes).revision } : "absent";
}
