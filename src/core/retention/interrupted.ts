import { groupBy } from "../lib/group-by.ts";
import { printPublicationId } from "../tags/timestamp.ts";
import type { RetentionUnit } from "./facts.ts";
import { stampIn } from "./publications.ts";
import type { PlannedTag } from "./retention-plan.ts";

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
