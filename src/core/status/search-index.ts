import { isWholeDay } from "../lib/time/timestamp.ts";
import { parsePublicationId } from "../tags/timestamp.ts";
import { splitDigest } from "./packed-digest.ts";
import type { OriginStatus, PublicationStatus } from "./publication-status.ts";
import type { UnitStatus } from "./status.ts";

/** The texts of a unit, or of a publication, in lower case. Each begins after a line end. */
export interface SearchedText {
  texts: string;
  /** The names of packages that changed. */
  packages: string;
  /** Their versions. */
  versions: string;
  /** Digests and commits, in hexadecimal: only their beginnings count. */
  ids: string;
  /** Pull requests, and issues of holds. */
  numbers: ReadonlySet<string>;
}

/** The texts of a unit itself. */
export function unitIndex(unit: UnitStatus): SearchedText {
  const { tags, tests, holds, repositories, follows, shows } = unit;
  return {
    texts: lines([
      ...[unit.unit, unit.image, unit.stream, ...repositories, ...(follows ? [follows.unit] : [])],
      ...tags.map(({ tag }) => tag),
      ...tests.map(({ name }) => name),
      ...holds.map(({ owner }) => owner),
    ]),
    packages: "",
    versions: "",
    ids: digestLines([
      ...(shows ? [shows.digest] : []),
      ...tags.flatMap((tag) => Object.values(tag.shows)),
      ...holds.map(({ digest }) => digest),
    ]),
    numbers: new Set(holds.map(({ issue }) => `${issue}`)),
  };
}

/** The texts of one publication. */
export function publicationIndex(publication: PublicationStatus): SearchedText {
  const { timestamp, digest, origin, revision, version, bases, aliases = [], verdicts = [], yanked, packages } = publication;
  const changes = packages?.changes ?? [];
  return {
    texts: lines([
      ...[timestamp, dayOf(timestamp), version ?? "", ...aliases, ...originTexts(origin)],
      ...bases.map((base) => (splitDigest(base)?.before ?? base).trim()),
      ...[...verdicts, ...(yanked ? [yanked] : [])].map(({ by }) => by),
    ]),
    packages: lines(changes.map(({ name }) => name)),
    versions: lines(changes.flatMap(({ before, now }) => [...before, ...now])),
    ids: `${digestLines([digest, ...bases])}${lines(revision === undefined ? [] : [revision])}`,
    numbers: new Set(origin.kind === "promoted" && origin.pullRequest !== undefined ? [`${origin.pullRequest}`] : []),
  };
}

/** The other publication that an origin names, and the people. */
function originTexts(origin: OriginStatus): string[] {
  switch (origin.kind) {
    case "followed":
      return [origin.source, origin.stamp, ...(origin.verifiedBy ?? []), ...(origin.advanced ? [origin.advanced.by] : [])];
    case "promoted":
      return origin.built === undefined ? [] : [origin.built];
    case "rolled back":
      return [origin.to];
    default:
      return [];
  }
}

/** `2026-11-23`, as people write the day of a timestamp. */
function dayOf(text: string): string {
  const id = parsePublicationId(text);
  if (!id) return "";
  const day = `${id.timestamp.slice(0, 4)}-${id.timestamp.slice(4, 6)}-${id.timestamp.slice(6, 8)}`;
  return isWholeDay(id.timestamp) ? day : `${day} ${id.timestamp.slice(9, 11)}:${id.timestamp.slice(11)}`;
}

function digestLines(texts: readonly (string | null)[]): string {
  const digests = texts.flatMap((text) => (text === null ? [] : (splitDigest(text)?.digest ?? [])));
  return lines(digests.map((digest) => digest.slice("sha256:".length)));
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `\n${text.toLowerCase()}`).join("");
}
