import type { TagstreamAnnotations } from "./annotations.ts";
import type { Digest } from "./digest.ts";
import { type Hold, holdsOn } from "./hold.ts";
import type { Stamp } from "./observation.ts";
import type { Unit } from "./unit.ts";

/** How an image came to be published under a timestamp. */
export type Origin =
  | { kind: "built" }
  /** Without a number: of a merge queue. */
  | { kind: "promoted"; pullRequest?: number }
  | { kind: "rolled back"; to: Stamp }
  /** It says nothing of itself: it was there before Tagstream, or is not of its making. */
  | { kind: "adopted" };

/** One publication of a unit, as the registries have it. */
export interface HistoryEntry {
  stamp: Stamp;
  digest: Digest;
  origin: Origin;
  /** The commit that it was built from. */
  revision?: string;
  /** What it is built on: `docker.io/library/debian:bookworm-slim sha256:…`. */
  bases: readonly string[];
  /** Repositories that have another image under this timestamp, or none. */
  differing: readonly string[];
}

/** What one of a unit's moving tags shows. */
export interface ShownTag {
  tag: string;
  /** By repository; undefined where the tag is not there. */
  shown: ReadonlyMap<string, Digest | undefined>;
}

/** Everything that there is to know of a unit's publications, from its registries and the holds alone. */
export interface UnitHistory {
  unit: Unit;
  /** The stream tag, then the aliases. */
  tags: readonly ShownTag[];
  /** Newest first. */
  entries: readonly HistoryEntry[];
  /** Older ones, which are not listed. */
  more: number;
  /** Holds on the unit, newest first, those that were lifted too. */
  holds: readonly Hold[];
  /** Registries that could not be asked, each with the reason. */
  unknown: readonly string[];
}

/** How a digest came to be under a stamp. @param earlier what is under the unit's earlier stamps, oldest first */
export function originOf(
  { stamp, digest }: { stamp: Stamp; digest: Digest },
  { built, pullRequest }: TagstreamAnnotations,
  earlier: readonly { stamp: Stamp; digest: Digest }[],
): Origin {
  const before = earlier.find((other) => other.digest === digest);
  if (before) return { kind: "rolled back", to: before.stamp };
  if (built === undefined) return { kind: "adopted" };
  // A second publication of a minute has a sequence, and was built for that minute all the same.
  if (built === stamp.timestamp) return { kind: "built" };
  return { kind: "promoted", ...(pullRequest === undefined ? {} : { pullRequest }) };
}

/** The unit's holds, newest first. */
export function holdsOfUnit(unit: Unit, holds: readonly Hold[]): Hold[] {
  return holdsOn(unit, holds).toSorted((a, b) => b.issue - a.issue);
}

/** Whether all registries show the same under all of the unit's tags, and have all of the listed publications. */
export function agrees({ tags, entries, unknown }: UnitHistory): boolean {
  const shown = new Set(tags.flatMap((tag) => [...tag.shown.values()]));
  return unknown.length === 0 && shown.size <= 1 && entries.every(({ differing }) => differing.length === 0);
}
