import { type Digest, isDigest } from "../lib/digest.ts";
import { annotationKeys } from "./annotations.ts";

/**
 * The digest that a tag had before a removal that was cut off: some registries remove digests alone, so
 * that the tag first goes to an empty index. Undefined for any other image.
 */
export function interruptedRemoval(bytes: Uint8Array, tag: string): Digest | undefined {
  try {
    const { annotations = {} } = JSON.parse(new TextDecoder().decode(bytes)) as { annotations?: Record<string, unknown> };
    const digest = String(annotations[annotationKeys.removedDigest]);
    return annotations[annotationKeys.removes] === tag && isDigest(digest) ? digest : undefined;
  } catch {
    return undefined;
  }
}
