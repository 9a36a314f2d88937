import type { Digest } from "../lib/digest.ts";
import { composeChanges, invertChanges, type NetChange } from "./compose-changes.ts";
import { splitDigest } from "./packed-digest.ts";
import type { PublicationStatus } from "./publication-status.ts";
import type { UnitStatus } from "./status.ts";

/** A publication whose packages are not, or not all, compared with those before it. */
export interface NotCompared {
  timestamp: string;
  /** Absent: the status has no comparison. */
  why?: string;
}

/** A base image whose digests differ. */
export interface ChangedBase {
  /** `docker.io/library/almalinux:9`. */
  reference: string;
  /** Empty if only the other publication is built on it. */
  before: Digest[];
  now: Digest[];
}

/** What differs between two publications of a unit, and what was published on the way. */
export interface ChangesBetween {
  direction: "later" | "earlier" | "same";
  /** How many publications came after the older one, up to the newer one. */
  publications: number;
  /** The package changes; not all of them if `notCompared` names any. */
  changes: NetChange[];
  /** Oldest first. */
  notCompared: NotCompared[];
  /** Present if only packages of the operating system were compared, on the way. */
  systemOnly?: true;
  bases: ChangedBase[];
  /** Those of the publications on the way, oldest first, each once. */
  versions: string[];
  commits: string[];
  pullRequests: number[];
}

/**
 * What differs between two publications of a unit: the net effect of all package changes in between.
 * From a newer one to an older one, all are inverted. Undefined if one of them is not listed.
 */
export function changesBetween(
  { publications, platforms }: Pick<UnitStatus, "publications" | "platforms">,
  from: string,
  to: string,
): ChangesBetween | undefined {
  const listed = publications.toReversed();
  const [first, last] = [from, to].map((timestamp) => listed.findIndex((one) => one.timestamp === timestamp));
  const [start, end] = [listed[first ?? -1], listed[last ?? -1]];
  if (first === undefined || last === undefined || !start || !end) return undefined;
  const isBack = last < first;
  const way = listed.slice(Math.min(first, last), Math.max(first, last) + 1);
  const steps = stepsOf(way);
  const net = composeChanges(
    steps.map(({ packages }) => packages?.changes ?? []),
    platforms,
  );
  const passed = way.slice(1);
  return {
    direction: first === last ? "same" : isBack ? "earlier" : "later",
    publications: passed.length,
    changes: isBack ? invertChanges(net) : net,
    notCompared: steps.flatMap(notComparedOf),
    ...(steps.some(({ packages }) => packages?.systemOnly) ? { systemOnly: true } : {}),
    bases: changedBases(start, end),
    versions: once(passed, ({ version }) => version),
    commits: once(passed, ({ revision }) => revision),
    pullRequests: once(passed, ({ origin }) => (origin.kind === "promoted" ? origin.pullRequest : undefined)),
  };
}

/**
 * The publications whose changes lead from the first to the last one. Where a digest comes back, as
 * after a rollback, the way between does not count: the image is the same.
 */
function stepsOf(way: readonly PublicationStatus[]): PublicationStatus[] {
  const steps: PublicationStatus[] = [];
  for (let at = 0; at < way.length; at++) {
    const digest = way[at]?.digest;
    if (at > 0) steps.push(...way.slice(at, at + 1));
    at = way.findLastIndex((one) => one.digest === digest);
  }
  return steps;
}

function notComparedOf({ timestamp, packages }: PublicationStatus): NotCompared[] {
  if (!packages) return [{ timestamp }];
  return packages.unknown === undefined ? [] : [{ timestamp, why: packages.unknown }];
}

function changedBases(from: PublicationStatus, to: PublicationStatus): ChangedBase[] {
  const [before, now] = [from, to].map(({ bases }) => bases.flatMap((base) => splitDigest(base) ?? []));
  const references = new Set([...(before ?? []), ...(now ?? [])].map((base) => base.before));
  return [...references].flatMap((reference) => {
    const digests = (bases: typeof before) => bases?.flatMap((base) => (base.before === reference ? [base.digest] : [])) ?? [];
    const changed = { before: digests(before), now: digests(now) };
    const isSame = changed.before.toSorted().join() === changed.now.toSorted().join();
    return isSame ? [] : [{ reference: reference.trim(), ...changed }];
  });
}

function once<T>(publications: readonly PublicationStatus[], of: (publication: PublicationStatus) => T | undefined): T[] {
  return [...new Set(publications.flatMap((publication) => of(publication) ?? []))];
}
