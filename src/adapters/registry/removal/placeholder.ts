import type { Digest } from "../../../core/lib/digest.ts";
import { Failure } from "../../../core/lib/problems/problem.ts";
import { annotationKeys } from "../../../core/oci/annotations.ts";
import { interruptedRemoval } from "../../../core/oci/interrupted-removal.ts";
import type { Manifest } from "../../../ports/registry.ts";
import { digestOf } from "../hash.ts";
import { get, resolve } from "../read/manifest.ts";
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
  const removal = removalOf(target);
  const { digest } = removal.placeholder;
  const remove = async (): Promise<Answer> => {
    const answer = await session.call(address, { method: "DELETE", path: `manifests/${digest}`, access: "pull,push,delete" });
    await throwIfPassing(session, address, target, answer);
    return answer;
  };
  const probe = removal.isBegun ? undefined : await remove();
  if (probe && probe.status !== 404 && !isOk(probe)) {
    return `${address.registry} has removal disabled, or the login lacks the right (it answered ${probe.status})`;
  }
  return swapAndRemove(session, address, target, async () => {
    const removed = await remove();
    return isOk(removed) ? undefined : `${address.registry} answered ${removed.status} to the removal`;
  });
}

/**
 * Moves a tag to an empty index with a unique digest, unless an earlier removal did, and removes that.
 * On failure the tag gets its image back, unless another run has moved it since.
 */
export async function swapAndRemove(
  session: RegistrySession,
  address: RepositoryAddress,
  target: Target,
  removePlaceholder: (placeholder: Manifest) => Promise<string | undefined>,
): Promise<string | undefined> {
  const { placeholder, isBegun, before } = removalOf(target);
  const restore = async (): Promise<void> => {
    if ((await resolve(session, address, target.tag)) !== placeholder.digest) return;
    const image = isBegun ? await get(session, address, before) : target.manifest;
    if (image) await putManifest(session, address, target.tag, image);
  };
  if (!isBegun) await putManifest(session, address, target.tag, placeholder);
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

/** The removal of a tag by its placeholder. */
interface PlaceholderRemoval {
  placeholder: Manifest;
  /** Whether the tag is there already: an earlier removal was cut off. */
  isBegun: boolean;
  /** The digest that the tag had before. */
  before: Digest;
}

/**
 * Completes a removal that was cut off, if the tag alone shows the very placeholder. A second one
 * would hide the image's digest, and leave the first one without a tag.
 */
function removalOf({ tag, manifest, siblings }: Target): PlaceholderRemoval {
  const before = interruptedRemoval(manifest.bytes, tag);
  const isBegun = before !== undefined && siblings.length === 0 && placeholderOf(tag, before).digest === manifest.digest;
  return isBegun
    ? { placeholder: manifest, isBegun, before }
    : { placeholder: placeholderOf(tag, manifest.digest), isBegun, before: manifest.digest };
}

/** Always the same for one tag and image. */
function placeholderOf(tag: string, digest: Digest): Manifest {
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const annotations = { [annotationKeys.removes]: tag, [annotationKeys.removedDigest]: digest };
  const bytes = new TextEncoder().encode(JSON.stringify({ schemaVersion: 2, mediaType, manifests: [], annotations }));
  return { digest: digestOf(bytes), mediaType, bytes };
}
