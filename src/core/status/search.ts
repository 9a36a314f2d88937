import type { PublicationStatus } from "./publication-status.ts";
import { publicationIndex, type SearchedText, unitIndex } from "./search-index.ts";
import type { Status, UnitStatus } from "./status.ts";

/** A unit that a query found. */
export interface Found {
  unit: UnitStatus;
  /** Those of its publications with the words that it has not itself; none if it has all words itself. */
  publications: PublicationStatus[];
}

/** Finds units and publications in a status. */
export type Search = (query: string) => Found[];

/** The shortest beginning of a digest or commit: `a` begins too many. */
const shortestPrefix = 4;

/**
 * A search over all texts by which people know a unit or publication. It indexes a unit when it
 * first looks at it. All words of a query must be found, whatever their case: in the unit, or in it
 * and one publication of it.
 * - `squid`, `20261123`, `2026-11-23`, `kim`: anywhere in a name, tag, timestamp, version, package,
 *   test or login
 * - `4be1c0ff`, `sha256:4be1c0ff`: the beginning of a digest or commit
 * - `#123`: a pull request, or the issue of a hold
 * - `pkg:openssl`: anywhere in the name of a package that changed
 * - `ghcr.io/octo/squid:release@sha256:4be1…`, `release-20261123-0617`: if no unit has it as a whole,
 *   its parts
 *
 * Without words, it finds every unit.
 */
export function createSearch({ units }: Pick<Status, "units">): Search {
  const indexes = new Map<UnitStatus, { unit: SearchedText; publications: SearchedText[] }>();
  const indexOf = (unit: UnitStatus) => {
    const known = indexes.get(unit) ?? { unit: unitIndex(unit), publications: unit.publications.map(publicationIndex) };
    indexes.set(unit, known);
    return known;
  };
  const find = (query: string) => {
    const words = wordsOf(query);
    return units.flatMap((unit): Found[] => {
      const index = indexOf(unit);
      const missing = words.filter((matches) => !matches(index.unit));
      if (missing.length === 0) return [{ unit, publications: [] }];
      const publications = unit.publications.filter((_, at) => {
        const text = index.publications[at];
        return text !== undefined && missing.every((matches) => matches(text));
      });
      return publications.length === 0 ? [] : [{ unit, publications }];
    });
  };
  return (query) => {
    const found = find(query);
    return found.length > 0 ? found : find(apart(query));
  };
}

/** A query with each reference as its parts: its digest, or its repository, tag and timestamp. */
function apart(query: string): string {
  return query.split(/\s+/).map(partsOf).join(" ");
}

function partsOf(word: string): string {
  const digest = /@(sha256:[a-f0-9]+)$/i.exec(word)?.[1];
  if (digest !== undefined) return digest;
  const tagged = word.replace(/(?<=\/[^/:]*):(?=[^/:]+$)/, " ");
  return tagged.replace(/-(?=20\d{6}(?:-\d{4})?(?:-\d{2})?$)/, " ");
}

type Word = (index: SearchedText) => boolean;

function wordsOf(query: string): Word[] {
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "")
    .map(wordOf);
}

function wordOf(word: string): Word {
  if (/^#\d+$/.test(word)) return ({ numbers }) => numbers.has(word.slice(1));
  const packageName = /^pkg:(.+)$/.exec(word)?.[1];
  if (packageName !== undefined) return ({ packages }) => packages.includes(packageName);
  const prefix = /^(?:sha256:)?([a-f0-9]{1,64})$/.exec(word)?.[1];
  const id = prefix !== undefined && (prefix.length >= shortestPrefix || word !== prefix) ? `\n${prefix}` : undefined;
  return ({ texts, packages, versions, ids }) =>
    [texts, packages, versions].some((text) => text.includes(word)) || (id !== undefined && ids.includes(id));
}
