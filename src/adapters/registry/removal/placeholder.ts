import { Failure } from "../../../core/lib/problems/problem.ts";
import { annotationKeys } from "../../../core/oci/annotations.ts";
import type { Manifest } from "../../../ports/registry.ts";
import { digestOf } from "../hash.ts";
import { resolve } from "../read/manifest.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Answer, isOk } from "../transport/answer.ts";
import { putManifest } from "../upload/put.ts";
import { type Target, throwIfPassing } from "./remove.ts";

/**
 * For a registry that removes only digests, with all their tags: moves the tag to an empty index,
 * and removes that index by digest. First tries to remove the digest of that index before it
 * exists: if the registry allows no removal, the tag must not end on an empty image.
 */
export async function removeByPlaceholder(
  session: RegistrySession,
  address: RepositoryAddress,
  target: Target,
): Promise<string | undefined> {
  const { digest } = placeholderOf(target);
  const remove = async (): Promise<Answer> => {
    const answer = await session.call(address, { method: "DELETE", path: `manifests/${digest}`, access: "pull,push,delete" });
    await throwIfPassing(session, address, target, answer);
    return answer;
  };
  const probe = await remove();
  if (probe.status !== 404 && !isOk(probe)) {
    return `${address.registry} has removal disabled, or the login lacks the right (it answered ${probe.status})`;
  }
  return swapAndRemove(session, address, target, async () => {
    const removed = await remove();
    return isOk(removed) ? undefined : `${address.registry} answered ${removed.status} to the removal`;
  });
}

/**
 * Moves a tag to an empty index with a unique digest, and removes that. On failure the tag gets its
 * image back, unless another run has moved it since.
 */
export async function swapAndRemove(
  session: RegistrySession,
  address: RepositoryAddress,
  target: Target,
  removePlaceholder: (placeholder: Manifest) => Promise<string | undefined>,
): Promise<string | undefined> {
  const placeholder = placeholderOf(target);
  const restore = async (): Promise<void> => {
    if ((await resolve(session, address, target.tag)) !== placeholder.digest) return;
    await putManifest(session, address, target.tag, target.manifest);
  };
  await putManifest(session, address, target.tag, placeholder);
  session.pushed.drop(address, target.tag); // a 404 is the goal
  try {
    const kept = await removePlaceholder(placeholder);
    if (kept !== undefined) await restore();
    return kept;
  } catch (error) {
    if (error instanceof Failure) await restore();
    throw error;
  }
}

/** Always the same for one tag and image: the next run completes a removal that was cut off. */
function placeholderOf({ tag, manifest }: Pick<Target, "tag" | "manifest">): Manifest {
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const annotations = { [annotationKeys.removes]: tag, [annotationKeys.removedDigest]: manifest.digest };
  const bytes = new TextEncoder().encode(JSON.stringify({ schemaVersion: 2, mediaType, manifests: [], annotations }));
  return { digest: digestOf(bytes), mediaType, bytes };
}
