import { readManifestAnnotations } from "../core/annotations.ts";
import type { Digest } from "../core/digest.ts";
import {
  type Listing,
  type Observation,
  type ObservedDestination,
  readListing,
  type Stamp,
  stampTags,
  tagsToResolve,
} from "../core/observation.ts";
import { Failure } from "../core/problem.ts";
import type { Timestamp } from "../core/timestamp.ts";
import type { Destination, Unit } from "../core/unit.ts";
import type { Registry } from "../ports.ts";

/** Tells what a unit's registries hold, as far as it matters to a publication at the goal's timestamp. */
export type Observer = (unit: Unit, goal?: { digest: Digest; timestamp: Timestamp }) => Promise<Observation>;

/**
 * Looks at unit after unit, listing each repository's tags once: units of one image share the listing.
 * One observer is one moment: to see what changed since, make another.
 */
export function createObserver(registry: Registry): Observer {
  const listings = new Map<string, Promise<Listing>>();
  const list = (repository: string): Promise<Listing> => {
    const known = listings.get(repository) ?? registry.tags(repository).then(readListing);
    listings.set(repository, known);
    return known;
  };
  return (unit, goal) => observe(registry, list, unit, goal);
}

/**
 * What a unit's registries hold. A registry that cannot be asked is part of the answer (`failure`), not an exception.
 * Costs, per unit and registry: the listing (shared by the image's units), one request for the newest timestamp tag and
 * one for each moving tag.
 */
async function observe(
  registry: Registry,
  list: (repository: string) => Promise<Listing>,
  unit: Unit,
  goal?: { digest: Digest; timestamp: Timestamp },
): Promise<Observation> {
  const first = unit.destinations[0];
  if (!first) throw new TypeError(`${unit.name} has no destination`);
  const current = await attempt(first, async () => {
    const stamps = (await list(first.repository)).get(unit.streamTag) ?? [];
    return { stamps, current: await readCurrent(registry, first.repository, unit, stamps) };
  });
  const newest = "failure" in current ? undefined : current.current;
  const destinations = await Promise.all(
    unit.destinations.map(async (destination): Promise<ObservedDestination> => {
      const seen = await attempt(destination, async () => {
        const listed = await list(destination.repository);
        const tags = await resolveTags(
          registry,
          destination.repository,
          tagsToResolve(unit, listed, newest?.stamp, goal?.timestamp),
          {
            ...(newest && destination === first ? { [stampTags(unit, newest.stamp)[0] ?? ""]: newest.digest } : {}),
          },
        );
        const wanted = [newest?.digest, goal?.digest].filter((digest) => digest !== undefined);
        return {
          stamps: listed.get(unit.streamTag) ?? [],
          tags,
          digests: await presentDigests(registry, destination.repository, wanted, tags),
        };
      });
      return "failure" in seen ? { ...destination, ...nothing, failure: seen.failure } : { ...destination, ...seen };
    }),
  );
  return { destinations, ...(newest ? { current: newest } : {}) };
}

const nothing = { stamps: [], tags: new Map<string, Digest>(), digests: new Set<Digest>() };

/**
 * The newest publication with its annotations: one GET by tag gives both. A listing may still name tags that were removed: those
 * are passed over.
 * @param stamps oldest first
 */
async function readCurrent(
  registry: Registry,
  repository: string,
  unit: Unit,
  stamps: readonly Stamp[],
): Promise<Observation["current"]> {
  for (const stamp of stamps.toReversed()) {
    const manifest = await registry.manifest(repository, stampTags(unit, stamp)[0] ?? "");
    if (manifest) return { stamp, digest: manifest.digest, annotations: readManifestAnnotations(manifest.bytes) };
  }
  return undefined;
}

async function resolveTags(
  registry: Registry,
  repository: string,
  tags: readonly string[],
  known: Readonly<Record<string, Digest>>,
): Promise<Map<string, Digest>> {
  const entries = await Promise.all(
    tags.map(async (tag) => [tag, known[tag] ?? (await registry.resolve(repository, tag))] as const),
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
