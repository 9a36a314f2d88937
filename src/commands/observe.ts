import { readManifestAnnotations } from "../core/annotations.ts";
import type { Digest } from "../core/digest.ts";
import {
  isPublished,
  type Listing,
  type Observation,
  type ObservedDestination,
  readListing,
  type Stamp,
  stampTags,
  tagsToResolve,
  type Wanted,
} from "../core/observation.ts";
import { Failure } from "../core/problem.ts";
import { compareTimestampTags } from "../core/tag.ts";
import { type Destination, familiesOf, type Unit } from "../core/unit.ts";
import type { Registry } from "../ports.ts";
import { findStamp } from "./find-stamp.ts";
import { stampListedLate } from "./lagging.ts";
import { examineShown } from "./shown.ts";

/** Tells what a unit's registries hold, as far as it matters to what is wanted. */
export type Observer = (unit: Unit, wanted?: Wanted) => Promise<Observation>;

/**
 * Looks at unit after unit, listing each repository's tags once: units of one image share the listing.
 * One observer is one moment: to see what changed since, make another.
 * @param annotations whether to read what the newest publication says of itself: that takes a GET of its manifest, which Docker
 *   Hub counts as a pull, where a HEAD tells its digest
 */
export function createObserver(registry: Registry, { annotations = false }: { annotations?: boolean } = {}): Observer {
  const listings = new Map<string, Promise<Listing>>();
  const list = (repository: string): Promise<Listing> => {
    const known = listings.get(repository) ?? registry.tags(repository).then(readListing);
    listings.set(repository, known);
    return known;
  };
  return (unit, wanted = nothingWanted) => observe(registry, list, annotations, unit, wanted);
}

/**
 * What a unit's registries hold. A registry that cannot be asked is part of the answer (`failure`), not an exception.
 * Costs, per unit and registry: the listing (shared by the image's units), one request for the newest timestamp tag and
 * one for each moving tag. Only a stream tag that shows something unknown is looked into.
 */
async function observe(
  registry: Registry,
  list: (repository: string) => Promise<Listing>,
  annotations: boolean,
  unit: Unit,
  wanted: Wanted,
): Promise<Observation> {
  const first = unit.destinations[0];
  if (!first) throw new TypeError(`${unit.name} has no destination`);
  const found = await attempt(first, () => observeFirst(registry, first.repository, list, annotations, unit, wanted));
  const { current } = "failure" in found ? {} : found;
  const destinations = await Promise.all(
    unit.destinations.map(async (destination): Promise<ObservedDestination> => {
      const { repository } = destination;
      const seen = await attempt(destination, async () => {
        const listed = await list(repository);
        const asked = "failure" in found || destination !== first ? new Map<string, Digest>() : found.asked;
        const wantedTags = tagsToResolve(unit, listed, current?.stamp, wanted.timestamps);
        const tags = await resolveTags(registry, repository, wantedTags, asked);
        const timestamps = wantedTags.filter((tag) => !familiesOf(unit).includes(tag));
        const stamps = listed.get(unit.streamTag) ?? [];
        const shown = tags.get(unit.streamTag);
        const known = new Set([...wanted.digests, current?.digest, ...digestsUnder(tags, timestamps)]);
        const odd = stamps.length === 0 && shown !== undefined && !known.has(shown);
        const { unstamped } = odd ? await examineShown(registry, repository, unit, shown, false) : {};
        const digests = new Set([...(current ? [current.digest] : []), ...wanted.digests]);
        return {
          stamps: destination === first && !("failure" in found) ? found.stamps : stamps,
          tags,
          digests: await presentDigests(registry, repository, [...digests], tags),
          ...(unstamped ? { unstamped } : {}),
        };
      });
      return "failure" in seen ? { ...destination, ...nothing, failure: seen.failure } : { ...destination, ...seen };
    }),
  );
  const observed = { destinations, ...(current ? { current } : {}) };
  return wanted.kept === undefined || isPublished(unit, observed, wanted.kept)
    ? observed
    : withStampOf(registry, unit, observed, wanted.kept);
}

/** Adds the timestamp tag under which a digest is, where there is one. */
async function withStampOf(registry: Registry, unit: Unit, observed: Observation, digest: Digest): Promise<Observation> {
  for (const [index, destination] of observed.destinations.entries()) {
    if (!destination.digests.has(digest)) continue;
    const found = await attempt(destination, async () => ({ stamp: await findStamp(registry, unit, destination, digest) }));
    if ("failure" in found || !found.stamp) continue;
    const tags = new Map(destination.tags).set(stampTags(unit, found.stamp)[0] ?? "", digest);
    return { ...observed, destinations: observed.destinations.with(index, { ...destination, tags }) };
  }
  return observed;
}

const nothingWanted: Wanted = { digests: [], timestamps: [] };
const nothing = { stamps: [], tags: new Map<string, Digest>(), digests: new Set<Digest>() };

/** What the first registry says is the newest publication, and which tags were asked for on the way. */
async function observeFirst(
  registry: Registry,
  repository: string,
  list: (repository: string) => Promise<Listing>,
  annotations: boolean,
  unit: Unit,
  wanted: Pick<Wanted, "digests">,
): Promise<{ stamps: readonly Stamp[]; asked: ReadonlyMap<string, Digest>; current?: NonNullable<Observation["current"]> }> {
  const listed = (await list(repository)).get(unit.streamTag) ?? [];
  const [current, shown] = await Promise.all([
    readCurrent(registry, repository, unit, listed, annotations),
    registry.resolve(repository, unit.streamTag),
  ]);
  const asked = new Map<string, Digest>();
  if (shown !== undefined) asked.set(unit.streamTag, shown);
  if (current) asked.set(stampTags(unit, current.stamp)[0] ?? "", current.digest);
  const odd = shown !== undefined && shown !== current?.digest && !wanted.digests.includes(shown);
  // A run that does not see a newer publication, because the listing lags behind, would move the stream back.
  const { stamp: own, built } = odd ? await examineShown(registry, repository, unit, shown, true) : {};
  const mayBeNewer = !own && odd && built !== undefined && !(current && built < current.stamp.timestamp);
  const stamp = mayBeNewer ? await stampListedLate(registry, repository, unit, shown, listed) : own;
  if (!stamp || listed.some((other) => compareTimestampTags(other, stamp) === 0))
    return { stamps: listed, asked, ...(current ? { current } : {}) };
  const stamps = [...listed, stamp].sort(compareTimestampTags);
  if (current && compareTimestampTags(current.stamp, stamp) > 0) return { stamps, asked, current };
  const newest = await readCurrent(registry, repository, unit, stamps, annotations);
  if (newest) asked.set(stampTags(unit, newest.stamp)[0] ?? "", newest.digest);
  return { stamps, asked, ...(newest ? { current: newest } : {}) };
}

/**
 * The newest publication: one request, by tag. A listing may still name tags that were removed: those are passed over.
 * @param stamps oldest first
 */
async function readCurrent(
  registry: Registry,
  repository: string,
  unit: Unit,
  stamps: readonly Stamp[],
  annotations: boolean,
): Promise<Observation["current"]> {
  for (const stamp of stamps.toReversed()) {
    const tag = stampTags(unit, stamp)[0] ?? "";
    const manifest = annotations ? await registry.manifest(repository, tag) : undefined;
    const digest = annotations ? manifest?.digest : await registry.resolve(repository, tag);
    if (digest === undefined) continue;
    return { stamp, digest, ...(manifest ? { annotations: readManifestAnnotations(manifest.bytes) } : {}) };
  }
  return undefined;
}

function digestsUnder(tags: ReadonlyMap<string, Digest>, wanted: readonly string[]): Digest[] {
  return wanted.flatMap((tag) => tags.get(tag) ?? []);
}

async function resolveTags(
  registry: Registry,
  repository: string,
  tags: readonly string[],
  known: ReadonlyMap<string, Digest>,
): Promise<Map<string, Digest>> {
  const entries = await Promise.all(
    tags.map(async (tag) => [tag, known.get(tag) ?? (await registry.resolve(repository, tag))] as const),
  );
  return new Map(entries.flatMap(([tag, digest]) => (digest === undefined ? [] : [[tag, digest]])));
}

async function presentDigests(
  registry: Registry,
  repository: string,
  wanted: readonly Digest[],
  tags: ReadonlyMap<string, Digest>,
): Promise<Set<Digest>> {
  const present = new Set(tags.values());
  for (const digest of wanted) {
    if (!present.has(digest) && (await registry.resolve(repository, digest)) !== undefined) present.add(digest);
  }
  return present;
}

async function attempt<T extends object>(destination: Destination, ask: () => Promise<T>): Promise<T | { failure: string }> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Failure) return { failure: error.message };
    throw new Error(`observing ${destination.repository}`, { cause: error });
  }
}
