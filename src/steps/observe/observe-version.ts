import { setTimeout as pause } from "node:timers/promises";
import type { Digest } from "../../core/lib/digest.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import { firstNeededFailure } from "../../core/publish/observation.ts";
import type { Destination, Unit } from "../../core/unit/unit.ts";
import { lineTags, listedVersions, type Version, versionsIn, versionTag, versionTags } from "../../core/versions/version.ts";
import type { VersionFacts } from "../../core/versions/version-facts.ts";
import { digestOfVersion, newestIn, type VersionDestination, type VersionObservation } from "../../core/versions/version-step.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Asking } from "./asking.ts";
import { resolveListed } from "./listed-tag.ts";

/**
 * Observes what a unit's registries hold of a version, its lines, and the digest that gets them.
 */
export type VersionObserver = (unit: Unit, version: Version, goal?: Digest) => Promise<VersionObservation>;

/** Milliseconds before each further look at a lagging list: about 4 s in all. */
const waits = [500, 1000, 2500];

/**
 * Observes unit after unit, listing each repository's tags once. One observer is one moment. Costs,
 * per unit and registry: the listing (shared by the image's units), and one request for the
 * version, each of its lines, and the newest version of each; one more for each of these digests
 * that its tags do not show.
 */
export function createVersionObserver(registry: Registry): VersionObserver {
  const listings = new Map<string, Promise<string[]>>();
  const list = (repository: string): Promise<string[]> => {
    const known = listings.get(repository) ?? registry.tags(repository);
    listings.set(repository, known);
    return known;
  };
  return async (unit, version, goal) => {
    const [first] = unit.destinations;
    if (!first) throw new TypeError(`${unit.name} has no destination`);
    const seen = await observeLists(registry, list, unit, version);
    const own = goal ?? seen[0]?.tags.get(versionTag(unit, version.text));
    const newest = lineTags(unit, version.text).map((line) => digestOfVersion(newestIn(line, unit, version, seen), unit, seen));
    const wanted = [...new Set([own, ...newest])].flatMap((digest) => digest ?? []);
    const present = async ({ repository, tags }: VersionDestination): Promise<Set<Digest>> => {
      const there = new Set(tags.values());
      for (const digest of wanted) {
        if (!there.has(digest) && (await registry.resolve(repository, digest)) !== undefined) there.add(digest);
      }
      return there;
    };
    const destinations = await Promise.all(
      seen.map((entry) =>
        entry.failure === undefined ? attempt(entry, async () => ({ ...entry, digests: await present(entry) })) : entry,
      ),
    );
    return { destinations };
  };
}

/** The known facts about a version of each unit, for a plan; a missing answer blocks that unit. */
export async function gatherVersions(
  units: readonly Unit[],
  versions: ReadonlyMap<string, Version>,
  registry: Registry,
  asking: Asking,
): Promise<Map<string, VersionFacts>> {
  const observer = createVersionObserver(registry);
  const observe = async (unit: Unit, version: Version): Promise<VersionFacts> => {
    const observed = await observer(unit, version);
    const [first] = observed.destinations;
    const down = firstNeededFailure(observed.destinations);
    if (down) asking.block([unit], down.failure);
    if (!first || first.failure !== undefined) return { version };
    const digest = first.tags.get(versionTag(unit, version.text));
    const manifest = digest && (await registry.manifest(first.repository, digest));
    const shown = manifest && { digest: manifest.digest, annotations: readManifestAnnotations(manifest.bytes) };
    return { version, observed, ...(shown ? { shown } : {}) };
  };
  const facts = await mapLimited(units, 16, async (unit): Promise<[string, VersionFacts][]> => {
    const version = versions.get(unit.name);
    return version ? [[unit.name, (await asking.about([unit], () => observe(unit, version))) ?? { version }]] : [];
  });
  return new Map(facts.flat());
}

/**
 * The registries' listings. A line that shows none of the newest listed versions may show one that
 * the lagging listing lacks: a run that misses it would move the line back. So wait for that list a
 * little.
 */
async function observeLists(
  registry: Registry,
  list: (repository: string) => Promise<string[]>,
  unit: Unit,
  version: Version,
): Promise<VersionDestination[]> {
  const moving = new Map<string, ReadonlyMap<string, Digest>>();
  const observe = (destination: Destination, ask: (repository: string) => Promise<string[]>): Promise<VersionDestination> =>
    attempt(destination, async () => {
      const { repository } = destination;
      const tags = moving.get(repository) ?? (await resolveTags(registry, repository, versionTags(unit, version)));
      moving.set(repository, tags);
      const read = await readVersions(registry, repository, unit, version, tags, await ask(repository));
      return { ...read, digests: new Set() };
    });
  let seen = await Promise.all(unit.destinations.map((destination) => observe(destination, list)));
  for (const wait of waits) {
    const late = seen.filter(({ tags }) => mayLag(unit, version, tags, seen));
    if (late.length === 0) break;
    await pause(wait);
    const again = (repository: string): Promise<string[]> => registry.tags(repository);
    seen = await Promise.all(
      unit.destinations.map((destination, index) => {
        const before = seen[index];
        return before && !late.includes(before) ? before : observe(destination, again);
      }),
    );
  }
  return seen;
}

/** Whether a line shows a digest of no known version in any registry. */
function mayLag(
  unit: Unit,
  version: Version,
  tags: ReadonlyMap<string, Digest>,
  all: readonly Pick<VersionDestination, "tags">[],
): boolean {
  const lines = new Set(lineTags(unit, version.text));
  const known = new Set(all.flatMap((seen) => [...seen.tags].flatMap(([tag, digest]) => (lines.has(tag) ? [] : [digest]))));
  return [...lines].some((tag) => tags.has(tag) && !known.has(tags.get(tag) as Digest));
}

/** The newest existing version of each line; skips listed tags that were removed. */
async function readVersions(
  registry: Registry,
  repository: string,
  unit: Unit,
  version: Version,
  moving: ReadonlyMap<string, Digest>,
  listing: readonly string[],
): Promise<Pick<VersionDestination, "versions" | "tags">> {
  const tags = new Map(moving);
  const versions = listedVersions(unit, listing);
  for (const line of lineTags(unit, version.text)) {
    for (const text of versionsIn(line, unit, versions)) {
      const tag = versionTag(unit, text);
      const digest = tags.get(tag) ?? (await resolveListed(registry, repository, tag));
      if (digest === undefined) continue;
      tags.set(tag, digest);
      if (text !== version.text) break; // usually what the line showed before
    }
  }
  return { versions, tags };
}

async function resolveTags(registry: Registry, repository: string, tags: readonly string[]): Promise<Map<string, Digest>> {
  const found = await Promise.all(tags.map(async (tag) => [tag, await registry.resolve(repository, tag)] as const));
  return new Map(found.flatMap(([tag, digest]) => (digest === undefined ? [] : [[tag, digest]])));
}

/** A registry that does not answer is part of the result. */
async function attempt(
  destination: Destination,
  ask: () => Promise<Pick<VersionDestination, "versions" | "tags" | "digests">>,
): Promise<VersionDestination> {
  try {
    return { ...destination, ...(await ask()) };
  } catch (error) {
    if (!(error instanceof Failure)) throw new Error(`observing ${destination.repository}`, { cause: error });
    return { ...destination, versions: [], tags: new Map(), digests: new Set(), failure: error.message };
  }
}
