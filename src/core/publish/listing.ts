import { compareTimestampTags } from "../tags/grammar.ts";
import { parseRollbackTag } from "../tags/rollback-mark.ts";
import { type DatedUnit, type PublicationId, parseTimestampTag, printTimestampTag, readsDays } from "../tags/timestamp.ts";
import { parseVersionMark, type VersionMark } from "../tags/version-mark.ts";

/** The publications in a repository's tags. */
export interface Listing {
  /** The publication ids in the timestamp tags of a moving tag, oldest first. */
  publicationIdsOf(movingTag: string): readonly PublicationId[];
  /** The publication ids that are marked as rollbacks of a moving tag, oldest first. */
  rollbacksOf(movingTag: string): readonly PublicationId[];
  /** The versions that marks record for publications of a moving tag. */
  versionMarksOf(movingTag: string): readonly VersionMark[];
  /**
   * Tags that would be timestamps of a day of a moving tag, if the configuration had `timestamps`,
   * newest first. With it, there are none.
   */
  unreadDaysOf(movingTag: string): readonly string[];
  /** The texts after a timestamp tag and a dot: the marks of a publication's aliases. */
  marksOf(timestampTag: string): readonly string[];
  /** Whether a tag is listed. */
  has(tag: string): boolean;
}

/**
 * Reads a repository's tags once, however many units share the repository: every run of every unit
 * adds tags.
 * @param unit any of these units: the whole configuration has one form of timestamps
 */
export function readListing(tags: readonly string[], unit: DatedUnit): Listing {
  const kinds = {
    timestamp: new Map<string, PublicationId[]>(),
    rollback: new Map<string, PublicationId[]>(),
    unreadDay: new Map<string, PublicationId[]>(),
  };
  const versionMarks = new Map<string, VersionMark[]>();
  const all = new Set(tags);
  let marks: Map<string, string[]> | undefined; // most configurations have no evaluated alias
  for (const text of all) {
    const mark = parseVersionMark(text, unit);
    if (mark) versionMarks.set(mark.movingTag, [...(versionMarks.get(mark.movingTag) ?? []), mark]);
    const tag = parseTimestampTag(text, unit);
    addTo(kinds.timestamp, tag);
    if (!tag && !readsDays(unit)) addTo(kinds.unreadDay, parseTimestampTag(text, { timestamps: "day" }));
    addTo(kinds.rollback, parseRollbackTag(text, unit));
  }
  for (const idsByMovingTag of Object.values(kinds))
    for (const stamps of idsByMovingTag.values()) stamps.sort(compareTimestampTags);
  return {
    publicationIdsOf: (movingTag) => kinds.timestamp.get(movingTag) ?? [],
    rollbacksOf: (movingTag) => kinds.rollback.get(movingTag) ?? [],
    versionMarksOf: (movingTag) => versionMarks.get(movingTag) ?? [],
    unreadDaysOf: (movingTag) =>
      (kinds.unreadDay.get(movingTag) ?? []).toReversed().map((id) => printTimestampTag(movingTag, id)),
    marksOf: (timestampTag) => {
      marks ??= readMarks(all, unit);
      return marks.get(timestampTag) ?? [];
    },
    has: (tag) => all.has(tag),
  };
}

/** The marks of aliases, by the timestamp tag before their first dot that ends one. */
function readMarks(tags: Iterable<string>, unit: DatedUnit): Map<string, string[]> {
  const marks = new Map<string, string[]>();
  for (const tag of tags) {
    for (let dot = tag.indexOf("."); dot >= 0; dot = tag.indexOf(".", dot + 1)) {
      const before = tag.slice(0, dot);
      if (!parseTimestampTag(before, unit)) continue;
      marks.set(before, [...(marks.get(before) ?? []), tag.slice(dot + 1)]);
      break;
    }
  }
  return marks;
}

function addTo(ids: Map<string, PublicationId[]>, tag: ({ movingTag: string } & PublicationId) | undefined): void {
  if (!tag) return;
  const { movingTag, timestamp, sequence } = tag;
  const known = ids.get(movingTag);
  if (known) known.push({ timestamp, sequence });
  else ids.set(movingTag, [{ timestamp, sequence }]);
}
