import type { Manifest } from "../../../ports.ts";
import { type Answer, isOk } from "../answer.ts";
import { digestOf } from "../hash.ts";
import { resolve } from "../manifest.ts";
import { putManifest } from "../put.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { Session } from "../session.ts";
import type { Target } from "./remove.ts";

/**
 * Distribution 2 removes digests alone, with all tags of theirs. So the tag is first given an empty index of its own, which nothing else
 * can name, and that is removed by its digest. Whether removal is allowed at all is found out before, with the digest of that
 * index, which is not there yet: otherwise people would find the tag on an empty image.
 */
export async function removeByPlaceholder(
  session: Session,
  address: RepositoryAddress,
  { tag, manifest }: Target,
): Promise<string | undefined> {
  const placeholder = placeholderOf(tag, manifest.digest);
  const remove = (): Promise<Answer> =>
    session.call(address, { method: "DELETE", path: `manifests/${placeholder.digest}`, access: "pull,push,delete" });
  const probe = await remove();
  if (probe.status !== 404 && !isOk(probe)) {
    return `${address.registry} has removal switched off, or the login may not (it answered ${probe.status})`;
  }
  await putManifest(session, address, tag, placeholder);
  const removed = await remove();
  if (isOk(removed)) return undefined;
  // People must find the image there, and not an empty one: unless somebody has put another there since.
  if ((await resolve(session, address, tag)) === placeholder.digest) await putManifest(session, address, tag, manifest);
  return `${address.registry} answered ${removed.status} to its removal`;
}

/** The same for the same tag and image, so that a run that was killed in between is completed by the next. */
function placeholderOf(tag: string, instead: string): Manifest {
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const annotations = { "io.github.tagstream.removes": tag, "io.github.tagstream.removed-digest": instead };
  const bytes = new TextEncoder().encode(JSON.stringify({ schemaVersion: 2, mediaType, manifests: [], annotations }));
  return { digest: digestOf(bytes), mediaType, bytes };
}
