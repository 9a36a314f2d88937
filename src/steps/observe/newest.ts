import type { Digest } from "../../core/lib/digest.ts";
import { type Code, Failure } from "../../core/lib/problems/problem.ts";
import { firstMinuteOf } from "../../core/lib/time/timestamp.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import type { Listing } from "../../core/publish/listing.ts";
import {
  type Current,
  hasPublicationId,
  isNeeded,
  type ObservedDestination,
  publishedUnder,
} from "../../core/publish/observation.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import { rollbackTag } from "../../core/tags/rollback-mark.ts";
import { type PublicationId, timestampTag } from "../../core/tags/timestamp.ts";
import type { Destination, Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { inspectUnknownDigest } from "../plan/inspect-unknown-digest.ts";
import { awaitListing } from "./await-listing.ts";
import { isMarked, readListed, resolveListed, versionMarkedAs } from "./listed-tag.ts";
import { refuseUnreadDay } from "./unread-day.ts";

/** Options for asking a unit's registries. */
export interface Asking {
  registry: Registry;
  /** A repository's tags, listed once. */
  list(repository: string): Promise<Listing>;
  /** Whether to read the newest publication's annotations. */
  annotations: boolean;
  /** Whether a text that an alias gives is another unit's tag. */
  isTaken?: (unit: Unit, text: string) => boolean;
}

/** The findings about a unit's newest publication. */
export interface Newest {
  current?: Current;
  /** Publication ids in the first repository, with one that its listing lacks. */
  stamps: readonly PublicationId[];
  /** Digests of tags read on the way, by repository. */
  asked: Map<string, Map<string, Digest>>;
  /** By repository, its publication id that is newer than all that counts as published. */
  ahead: ReadonlyMap<string, PublicationId>;
  /** Failures by repository. */
  failures: ReadonlyMap<string, string>;
  /** Why an answer stops the unit: its stream shows a timestamp that the configuration does not read. */
  refusal?: "timestamps-unread";
}

/**
 * A unit's newest publication: that of the first repository, unless all other required ones agree
 * on a newer one, since the first may be new or restored from a backup. What cannot be read is a
 * failure of its repository, never an absence. Costs a request for the first repository's newest
 * timestamp tag and stream tag, and one more if another repository lists something newer.
 * @param known digests that a stream tag may show without inspection
 */
export async function findNewest(asking: Asking, unit: Unit, known: readonly Digest[]): Promise<Newest> {
  const [first, ...others] = unit.destinations;
  if (!first) throw new TypeError(`${unit.name} has no destination`);
  const found = await attempt(first, () => newestOfFirst(asking, first.repository, unit, known));
  if ("failure" in found) {
    const failures = new Map([[first.repository, found.failure]]);
    const unread = found.code === "timestamps-unread" ? { refusal: found.code } : {};
    return { stamps: [], asked: new Map(), ahead: new Map(), failures, ...unread };
  }
  const { current: own, stamps, asked: askedFirst } = found;
  const asked = new Map([[first.repository, askedFirst]]);
  const failures = new Map<string, string>();
  const elsewhere = await Promise.all(
    others.map(async (destination) => {
      const newer = await attempt(destination, () => newerIn(asking, destination.repository, unit, own?.stamp));
      if ("failure" in newer) failures.set(destination.repository, newer.failure);
      return { ...destination, newer: "failure" in newer ? undefined : newer.publication };
    }),
  );
  for (const { repository, newer } of elsewhere)
    if (newer) asked.set(repository, new Map([[timestampTag(unit, newer.stamp), newer.digest]]));
  const newest = elsewhere
    .flatMap(({ required, newer }) => (required && newer ? [newer.stamp] : []))
    .toSorted(compareTimestampTags)
    .at(-1);
  const isUnknown = others.some(({ repository, required }) => required && failures.has(repository));
  const agreed = newest && !isUnknown ? await agreedUnder(asking, unit, newest, asked) : undefined;
  const current = agreed ?? own;
  const isAhead = (stamp: PublicationId): boolean => !current || compareTimestampTags(stamp, current.stamp) > 0;
  const ahead = elsewhere.flatMap(({ repository, newer }) =>
    newer && isAhead(newer.stamp) ? [[repository, newer.stamp] as const] : [],
  );
  // The first registry's listing may lag: the registry may hold tags that it does not list.
  const isUnlisted = agreed && askedFirst.has(timestampTag(unit, agreed.stamp)) && !hasPublicationId(stamps, agreed.stamp);
  return {
    ...(current ? { current } : {}),
    stamps: isUnlisted ? [...stamps, agreed.stamp].sort(compareTimestampTags) : stamps,
    asked,
    ahead: new Map(ahead),
    failures,
  };
}

/**
 * The publication under an id that another required registry lists and the first one lacks;
 * undefined unless they agree.
 */
async function agreedUnder(
  asking: Asking,
  unit: Unit,
  stamp: PublicationId,
  asked: Newest["asked"],
): Promise<Current | undefined> {
  const tag = timestampTag(unit, stamp);
  const destinations: Pick<ObservedDestination, "repository" | "required" | "failure" | "tags">[] = await Promise.all(
    unit.destinations.map(async (destination, index) => {
      const { repository } = destination;
      const tags = asked.get(repository) ?? new Map<string, Digest>();
      if (!tags.has(tag) && isNeeded(destination, index)) {
        const seen = await attempt(destination, async () => ({ digest: await asking.registry.resolve(repository, tag) }));
        if ("failure" in seen) return { ...destination, tags, failure: seen.failure };
        if (seen.digest !== undefined) asked.set(repository, tags.set(tag, seen.digest));
      }
      return { ...destination, tags };
    }),
  );
  const digest = destinations.some(({ failure }) => failure !== undefined) ? undefined : publishedUnder(tag, destinations);
  const holder = destinations.find(({ tags }) => digest !== undefined && tags.get(tag) === digest);
  if (digest === undefined || !holder) return undefined;
  const manifest = asking.annotations ? await asking.registry.manifest(holder.repository, digest) : undefined;
  const annotations = manifest ? { annotations: readManifestAnnotations(manifest.bytes) } : {};
  return marked(asking, holder.repository, unit, { stamp, digest, ...annotations });
}

/**
 * A repository's newest publication after an id, if any. Counts only what Tagstream built: each
 * registry keeps its streams' earlier images under its own timestamp tags.
 */
async function newerIn(
  { registry, list }: Asking,
  repository: string,
  unit: Unit,
  stamp: PublicationId | undefined,
): Promise<{ publication?: { stamp: PublicationId; digest: Digest } }> {
  const listed = (await list(repository)).publicationIdsOf(unit.streamTag);
  for (const other of listed.toReversed()) {
    if (stamp && compareTimestampTags(other, stamp) <= 0) break;
    const manifest = await readListed(registry, repository, timestampTag(unit, other));
    if (manifest && readManifestAnnotations(manifest.bytes).built !== undefined)
      return { publication: { stamp: other, digest: manifest.digest } };
  }
  return {};
}

/** The first registry's newest publication, and the tags read on the way. */
async function newestOfFirst(
  asking: Asking,
  repository: string,
  unit: Unit,
  known: readonly Digest[],
): Promise<{ stamps: readonly PublicationId[]; asked: Map<string, Digest>; current?: Current }> {
  const { registry, list } = asking;
  const listed = (await list(repository)).publicationIdsOf(unit.streamTag);
  const [current, shown] = await Promise.all([
    readCurrent(asking, repository, unit, listed),
    registry.resolve(repository, unit.streamTag),
  ]);
  const asked = new Map<string, Digest>();
  const remember = (one: Current | undefined): Current | undefined => {
    if (one) asked.set(timestampTag(unit, one.stamp), one.digest);
    if (one?.rollback) asked.set(rollbackTag(unit, one.stamp), one.digest);
    return one;
  };
  if (shown !== undefined) asked.set(unit.streamTag, shown);
  const isKnown = shown === undefined || shown === current?.digest || known.includes(shown);
  const stamp = isKnown ? undefined : await unlistedPublicationId(asking, repository, unit, listed, current, shown);
  if (!stamp || hasPublicationId(listed, stamp)) return { stamps: listed, asked, ...withCurrent(remember(current)) };
  const stamps = [...listed, stamp].sort(compareTimestampTags);
  if (current && compareTimestampTags(current.stamp, stamp) > 0) return { stamps, asked, ...withCurrent(remember(current)) };
  return { stamps, asked, ...withCurrent(remember(await readCurrent(asking, repository, unit, stamps))) };
}

function withCurrent(current: Current | undefined): { current?: Current } {
  return current ? { current } : {};
}

/**
 * The publication id of a stream's digest that no listed tag has: a run that misses a newer
 * publication, because the listing lags, would move the stream back.
 */
async function unlistedPublicationId(
  asking: Asking,
  repository: string,
  unit: Unit,
  listed: readonly PublicationId[],
  current: Current | undefined,
  shown: Digest,
): Promise<PublicationId | undefined> {
  const { registry } = asking;
  const { stamp, built } = await inspectUnknownDigest(registry, repository, unit, shown, true);
  if (!stamp && built !== undefined) await refuseUnreadDay(asking, repository, unit, shown);
  // What a follower publishes is old: it may have been built before what it published earlier.
  const isOlder = !unit.follows && current && built !== undefined && built < firstMinuteOf(current.stamp.timestamp);
  const mayBeNewer = !stamp && built !== undefined && !isOlder;
  return mayBeNewer ? awaitListing(registry, repository, unit, shown, listed) : stamp;
}

/**
 * The newest publication: one request, by tag. Skips listed tags that were removed.
 * @param stamps oldest first
 */
async function readCurrent(
  asking: Asking,
  repository: string,
  unit: Unit,
  stamps: readonly PublicationId[],
): Promise<Current | undefined> {
  const { registry, annotations } = asking;
  for (const stamp of stamps.toReversed()) {
    const tag = timestampTag(unit, stamp);
    const manifest = annotations ? await readListed(registry, repository, tag) : undefined;
    const digest = annotations ? manifest?.digest : await resolveListed(registry, repository, tag);
    if (digest === undefined) continue;
    const details = manifest ? { annotations: readManifestAnnotations(manifest.bytes) } : {};
    return marked(asking, repository, unit, { stamp, digest, ...details });
  }
  return undefined;
}

/**
 * A publication, whether it is a rollback, and the version that a tag records: a mark shows the
 * same digest. A mark left by a lost race shows another.
 */
async function marked({ registry, list }: Asking, repository: string, unit: Unit, current: Current): Promise<Current> {
  const listing = await list(repository);
  const sourceVersion = await versionMarkedAs(registry, repository, unit, current, listing.versionMarksOf(unit.streamTag));
  const versioned = sourceVersion === undefined ? current : { ...current, sourceVersion };
  const isListed = hasPublicationId(listing.publicationIdsOf(unit.streamTag), current.stamp);
  if (isListed && !hasPublicationId(listing.rollbacksOf(unit.streamTag), current.stamp)) return versioned;
  return (await isMarked(registry, repository, unit, current)) ? { ...versioned, rollback: true } : versioned;
}

/** The answer, or why a registry did not answer. */
export async function attempt<T extends object>(
  destination: Destination,
  ask: () => Promise<T>,
): Promise<T | { failure: string; code: Code | undefined }> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Failure) return { failure: error.message, code: error.problems[0]?.code };
    throw new Error(`observing ${destination.repository}`, { cause: error });
  }
}
