import type { Digest } from "../../src/core/lib/digest.ts";
import { Failure } from "../../src/core/lib/problems/problem.ts";
import type { ListedManifest, ManifestRemoval } from "../../src/ports/manifests.ts";
import type { Removal, StayCheck } from "../../src/ports/registry.ts";
import { contentOf, type StoredRepository } from "./registry-in-process/store.ts";

/** What a test has a registry in memory do when it is to remove something, by `TAG` or `DIGEST`: an outcome and its reason. */
export type RemovalFault = (repository: string, reference: string) => { outcome: "kept" | "failed"; reason: string } | undefined;

/** Removes tags alone, one after another, as the port has it. */
export async function removeStoredTags(
  stored: StoredRepository,
  tags: readonly string[],
  faultOf: (tag: string) => ReturnType<RemovalFault>,
  whyStays?: StayCheck,
): Promise<Removal[]> {
  const removals: Removal[] = [];
  for (const tag of tags) {
    const manifest = stored.find(tag);
    const reason = manifest && (await whyStays?.(tag, manifest));
    if (!manifest || !stored.tags.has(tag)) removals.push({ tag, outcome: "absent" });
    else if (reason !== undefined) removals.push({ tag, outcome: "kept", reason });
    else removals.push({ tag, ...(attempt(() => faultOf(tag)) ?? removeTag(stored, tag)) });
  }
  return removals;
}

function removeTag(stored: StoredRepository, tag: string): { outcome: "removed" } {
  stored.tags.delete(tag);
  return { outcome: "removed" };
}

/** Removes manifests without tags, one after another, as the port has it: also what belongs to one that stays, stays. */
export function removeStoredManifests(
  stored: StoredRepository,
  digests: readonly Digest[],
  faultOf: (digest: string) => ReturnType<RemovalFault>,
): ManifestRemoval[] {
  const staying = new Set<Digest>();
  const removals: ManifestRemoval[] = [];
  for (const digest of digests) {
    const manifest = stored.manifests.get(digest);
    const { subject, manifests: parts = [] } = (manifest && contentOf(manifest.bytes)) ?? {};
    const related = [...parts, ...(subject ? [subject] : [])].map((each) => each.digest);
    const belongs = staying.has(digest) || (subject !== undefined && staying.has(subject.digest));
    const removal = manifest ? removeManifest(stored, digest, belongs, faultOf) : { digest, outcome: "absent" as const };
    removals.push(removal);
    if ("reason" in removal) for (const each of [digest, ...related]) staying.add(each);
  }
  return removals;
}

function removeManifest(
  stored: StoredRepository,
  digest: Digest,
  belongs: boolean,
  faultOf: (digest: string) => ReturnType<RemovalFault>,
): ManifestRemoval {
  const reason = whyStays(stored, digest, belongs);
  const stays = reason === undefined ? attempt(() => faultOf(digest)) : { outcome: "kept" as const, reason };
  if (stays) return { digest, ...stays };
  stored.manifests.delete(digest);
  return { digest, outcome: "removed", restore: `restore ${digest}` };
}

function whyStays({ tags }: StoredRepository, digest: Digest, belongs: boolean): string | undefined {
  const [tag] = [...tags].find(([, shown]) => shown === digest) ?? [];
  if (tag !== undefined) return `it has the tag ${tag} by now`;
  return belongs ? "it belongs to an image that stays" : undefined;
}

/** Every manifest with its tags. */
export function listStored(stored: StoredRepository, pushedAt: ReadonlyMap<string, number>): ListedManifest[] {
  return [...stored.manifests.keys()].map((digest) => {
    const tags = [...stored.tags].flatMap(([tag, shown]) => (shown === digest ? [tag] : []));
    const pushed = pushedAt.get(digest);
    return { digest, tags, ...(pushed === undefined ? {} : { pushed }) };
  });
}

/** A refusal of the registry is a failed removal. */
function attempt(fault: () => ReturnType<RemovalFault>): ReturnType<RemovalFault> {
  try {
    return fault();
  } catch (error) {
    if (error instanceof Failure) return { outcome: "failed", reason: error.message };
    throw error;
  }
}
