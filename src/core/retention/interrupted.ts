import { type Digest, isDigest } from "../lib/digest.ts";
import { groupBy } from "../lib/group-by.ts";
import { annotationKeys } from "../oci/annotations.ts";
import { printPublicationId } from "../tags/timestamp.ts";
import type { RetentionUnit } from "./facts.ts";
import { stampIn } from "./publications.ts";
import type { PlannedTag } from "./retention-plan.ts";

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

/** The tags of publications whose tags show different images: an interrupted removal leaves such a one. */
export function disagreeingTags({ unit, destinations }: RetentionUnit): PlannedTag[] {
  const own = destinations.flatMap(({ repository, tags }) =>
    [...tags].flatMap(([tag, digest]) => {
      const stamp = stampIn(unit, tag);
      return stamp ? [{ stamp: printPublicationId(stamp), tag: { repository, tag, digest } }] : [];
    }),
  );
  const groups = groupBy(own, ({ stamp }) => stamp);
  return [...groups.values()].flatMap((group) => {
    const tags = group.map(({ tag }) => tag);
    return tags.every(({ digest }) => digest === tags[0]?.digest) ? [] : tags;
  });
}
