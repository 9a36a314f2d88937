import type { Digest } from "../../core/lib/digest.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import { rollbackTag } from "../../core/tags/rollback-mark.ts";
import type { PublicationId } from "../../core/tags/timestamp.ts";
import { type VersionMark, versionMarkTag } from "../../core/tags/version-mark.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";

/**
 * The digest under a listed tag; undefined when removed since. After a 404 to HEAD it asks again
 * with GET: only what both deny is absent, and an unreadable tag is unknown.
 */
export async function resolveListed(
  registry: Pick<Registry, "resolve" | "manifest">,
  repository: string,
  tag: string,
): Promise<Digest | undefined> {
  return (await registry.resolve(repository, tag)) ?? (await registry.manifest(repository, tag))?.digest;
}

/**
 * Whether the rollback mark of a publication shows its digest, in a registry that has or may have
 * the mark: one left by a lost race does not.
 */
export async function isMarked(
  registry: Pick<Registry, "resolve" | "manifest">,
  repository: string,
  unit: Pick<Unit, "streamTag">,
  { stamp, digest }: { stamp: PublicationId; digest: Digest },
): Promise<boolean> {
  return (await resolveListed(registry, repository, rollbackTag(unit, stamp))) === digest;
}

/**
 * The version that a listed mark records for a publication: the mark shows its digest. Costs
 * nothing for a publication without a mark.
 */
export async function versionMarkedAs(
  registry: Pick<Registry, "resolve" | "manifest">,
  repository: string,
  unit: Pick<Unit, "streamTag">,
  { stamp, digest }: { stamp: PublicationId; digest: Digest },
  marks: readonly VersionMark[] = [],
): Promise<string | undefined> {
  for (const mark of marks) {
    if (compareTimestampTags(mark, stamp) !== 0) continue;
    if ((await resolveListed(registry, repository, versionMarkTag(unit, mark))) === digest) return mark.version;
  }
  return undefined;
}

/**
 * The manifest under a listed tag; undefined when removed since.
 * @throws Failure if HEAD finds what GET denies
 */
export async function readListed(
  registry: Pick<Registry, "resolve" | "manifest">,
  repository: string,
  tag: string,
): Promise<Manifest | undefined> {
  const manifest = await registry.manifest(repository, tag);
  const digest = manifest ? undefined : await registry.resolve(repository, tag);
  if (digest === undefined) return manifest;
  throw failure(
    "registry-invalid",
    `${repository}:${tag} exists for HEAD (${digest}), but not for GET. Check the registry's health, then run again.`,
  );
}
