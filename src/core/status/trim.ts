import { rfc3339 } from "../lib/time/timestamp.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import { type PublicationId, parsePublicationId } from "../tags/timestamp.ts";
import type { PublicationStatus } from "./publication-status.ts";
import type { Status } from "./status.ts";

/** A status without the package changes of its oldest publications. */
export interface Trimmed {
  status: Status;
  /** The newest publication without its package changes, of any unit, as RFC 3339. Absent if all have theirs. */
  until?: string;
}

/** How many publications of all units have package changes. */
export function countPackages({ units }: Status): number {
  return units.flatMap(({ publications }) => publications.filter(({ packages }) => packages)).length;
}

/**
 * Leaves out the package changes of the oldest publications of all units, so that at most so many
 * have theirs. Publications of one minute stay or go together, so that `until` is true of all
 * units. It leaves out no publication.
 */
export function trimPackages(status: Status, most: number): Trimmed {
  const idOf = readIds();
  const ids = status.units
    .flatMap(({ publications }) => publications.filter(({ packages }) => packages))
    .map(idOf)
    .toSorted((a, b) => compareTimestampTags(b, a));
  const newest = ids[Math.max(0, most)];
  if (!newest) return { status };
  const isOld = (publication: PublicationStatus): boolean => idOf(publication).timestamp <= newest.timestamp;
  const units = status.units.map((unit) => ({
    ...unit,
    publications: unit.publications.map((publication) => (isOld(publication) ? withoutPackages(publication) : publication)),
  }));
  return { status: { ...status, units }, until: momentOf(newest) };
}

const unreadable = { timestamp: "00000101-0000", sequence: 0 } as PublicationId;

/** Reads timestamps, each once: runs share them. One that cannot be read is older than all others. */
function readIds(): (publication: PublicationStatus) => PublicationId {
  const known = new Map<string, PublicationId>();
  return ({ timestamp }) => {
    const id = known.get(timestamp) ?? parsePublicationId(timestamp) ?? unreadable;
    known.set(timestamp, id);
    return id;
  };
}

function momentOf({ timestamp }: PublicationId): string {
  return rfc3339(timestamp);
}

function withoutPackages({ packages: _, ...publication }: PublicationStatus): PublicationStatus {
  return publication;
}
