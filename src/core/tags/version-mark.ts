import { isTag } from "./grammar.ts";
import type { TagKind } from "./kind.ts";
import { type DatedUnit, type PublicationId, parseTimestampTag, printTimestampTag, publicationIdOf } from "./timestamp.ts";
import { isWholeVersion } from "./version.ts";

/** The prefix of marks of versions. */
export const versionMarkPrefix = "vm.";

/** A publication, and the version that a mark gives it. */
export interface VersionMark extends PublicationId {
  version: string;
}

/** The tag that records the version of a publication: `vm.release-20261123-0617.1.4.2`. */
export function versionMarkTag({ streamTag }: { streamTag: string }, { version, ...id }: VersionMark): string {
  return `${versionMarkPrefix}${printTimestampTag(streamTag, id)}.${version}`;
}

/** Parses the mark of a version, for any moving tag. A moving tag may have dots, too. */
export function parseVersionMark(text: string, unit: DatedUnit): ({ movingTag: string } & VersionMark) | undefined {
  if (!text.startsWith(versionMarkPrefix)) return undefined;
  const rest = text.slice(versionMarkPrefix.length);
  for (let dot = rest.indexOf("."); dot >= 0; dot = rest.indexOf(".", dot + 1)) {
    const version = rest.slice(dot + 1);
    const publication = isWholeVersion(version) ? parseTimestampTag(rest.slice(0, dot), unit) : undefined;
    if (publication) return { ...publication, version };
  }
  return undefined;
}

/** Whether every publication of a unit has room for the mark of a version. */
export function fitsVersionMark(unit: { streamTag: string }, version: string): boolean {
  const longest = { timestamp: "20261123-0617", sequence: 99, version } as VersionMark;
  return isTag(versionMarkTag(unit, longest));
}

/**
 * Records the version of a publication whose image records another one, or none: an image that
 * another stream built. Publishing writes it first, so that every run knows which version the
 * stream shows, and none goes to a lower one. Results do not name it, because it shows the same
 * image as the timestamp tag.
 */
export const versionMarkKind: TagKind = {
  name: "version mark",
  words: "the mark of a version",
  summaryWords: "also as",
  writtenFor: "publish",
  mutability: "written once",
  shows: "publication",
  isReported: false,
  extraLength: 0, // a plan promotes no image whose mark has no room
  comesFirst: true,
  print: (unit, publication) => {
    const id = publicationIdOf(publication);
    const { sourceVersion: version } = publication;
    return id && version !== undefined && fitsVersionMark(unit, version) ? [versionMarkTag(unit, { ...id, version })] : [];
  },
  parse: (text, unit) => {
    const { movingTag, timestamp, sequence, version } = parseVersionMark(text, unit) ?? {};
    if (movingTag !== unit.streamTag || timestamp === undefined || sequence === undefined || version === undefined)
      return undefined;
    return { timestamp, sequence, sourceVersion: version };
  },
  clash: (movingTag) =>
    parseVersionMark(movingTag, { timestamps: "day" })
      ? "a tag of this form looks like the mark of a publication's version"
      : undefined,
};
