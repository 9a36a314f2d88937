import { rollbackPrefix } from "./grammar.ts";
import type { TagKind } from "./kind.ts";
import { type DatedUnit, type PublicationId, parseTimestampTag, printTimestampTag, publicationIdOf } from "./timestamp.ts";

/** The tag that marks a publication of a unit as a rollback. */
export function rollbackTag({ streamTag }: { streamTag: string }, id: PublicationId): string {
  return rollbackPrefix + printTimestampTag(streamTag, id);
}

/** Parses the mark of a rollback, for any moving tag. */
export function parseRollbackTag(text: string, unit: DatedUnit): ({ movingTag: string } & PublicationId) | undefined {
  return text.startsWith(rollbackPrefix) ? parseTimestampTag(text.slice(rollbackPrefix.length), unit) : undefined;
}

/**
 * Marks the publication with this timestamp as a rollback, `rb.25-el9-release-20261123-0617`.
 * Publishing writes it first, so that no run takes a rollback for an ordinary publication. Results
 * do not name it, because it shows the same image as the timestamp tag.
 */
export const rollbackMarkKind: TagKind = {
  name: "rollback mark",
  words: "the mark of a rollback",
  summaryWords: "also as",
  writtenFor: "publish",
  mutability: "written once",
  shows: "publication",
  isReported: false,
  extraLength: `${rollbackPrefix}-20261123-0617-01`.length,
  comesFirst: true,
  prefix: { text: rollbackPrefix, reason: "tags that begin with `rb.` are reserved for marks of rollbacks" },
  print: (unit, publication) => {
    const id = publicationIdOf(publication);
    return id && publication.rollback ? [rollbackTag(unit, id)] : [];
  },
  parse: (text, unit) => {
    const { movingTag, timestamp, sequence } = parseRollbackTag(text, unit) ?? {};
    if (movingTag !== unit.streamTag || timestamp === undefined || sequence === undefined) return undefined;
    return { timestamp, sequence, rollback: true };
  },
};
