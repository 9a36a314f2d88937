import { readManifestAnnotations } from "../core/annotations.ts";
import type { Digest } from "../core/digest.ts";
import { type ObservedDestination, type Stamp, stampTags } from "../core/observation.ts";
import type { Publication, RollbackFacts, RollbackTarget } from "../core/rollback.ts";
import { compareTimestampTags } from "../core/tag.ts";
import type { Unit } from "../core/unit.ts";
import type { Registry } from "../ports.ts";
import { mapLimited } from "./parallel.ts";

/** Tags that are asked for at the same time. */
const parallelTags = 12;

/**
 * What a unit may go back to, as far as it matters to the target: for a timestamp that one, for `previous` what was published since the image was
 * built that the stream shows, and one before; for a digest all.
 * @param destinations those that could be asked
 */
export async function rollbackFacts(
  unit: Unit,
  destinations: readonly ObservedDestination[],
  target: RollbackTarget,
  registry: Registry,
): Promise<RollbackFacts> {
  const shown = destinations[0]?.tags.get(unit.streamTag);
  const stamps = stampsOf(destinations);
  const among = (some: readonly Stamp[]): Promise<Publication[]> => publicationsAt(unit, some, destinations, registry);
  const facts = { unit, stamps, ...(shown === undefined ? {} : { shown }) };
  if (target.kind === "digest") return { ...facts, publications: await among(stamps) };
  const built = shown && (await builtOf(destinations, shown, registry));
  const recent = await among(built === undefined ? stamps : stamps.filter(({ timestamp }) => timestamp >= built));
  if (target.kind === "timestamp") {
    const wanted = stamps.filter((stamp) => compareTimestampTags(stamp, target.stamp) === 0);
    return { ...facts, publications: merged(recent, await among(wanted)) };
  }
  const older = built === undefined ? [] : stamps.filter(({ timestamp }) => timestamp < built);
  for (const stamp of older.toReversed()) {
    const found = await publicationAt(unit, stamp, destinations, registry);
    if (found) return { ...facts, publications: [found, ...recent] };
  }
  return { ...facts, publications: recent };
}

/** The stamps of all these registries, oldest first. */
export function stampsOf(destinations: readonly ObservedDestination[]): Stamp[] {
  const all = destinations.flatMap(({ stamps }) => stamps).toSorted(compareTimestampTags);
  return all.filter((stamp, index) => {
    const before = all[index - 1];
    return before === undefined || compareTimestampTags(before, stamp) !== 0;
  });
}

/** Everything that is under a unit's timestamp tags, oldest first. */
export function publicationsOf(
  unit: Unit,
  destinations: readonly ObservedDestination[],
  registry: Registry,
): Promise<Publication[]> {
  return publicationsAt(unit, stampsOf(destinations), destinations, registry);
}

async function publicationsAt(
  unit: Unit,
  stamps: readonly Stamp[],
  destinations: readonly ObservedDestination[],
  registry: Registry,
): Promise<Publication[]> {
  const found = await mapLimited([...stamps], parallelTags, (stamp) => publicationAt(unit, stamp, destinations, registry));
  return found.filter((publication) => publication !== undefined);
}

/** What is under a stamp, in the first of these registries that has it; undefined when it was removed since it was listed. */
export async function publicationAt(
  unit: Unit,
  stamp: Stamp,
  destinations: readonly ObservedDestination[],
  registry: Registry,
): Promise<Publication | undefined> {
  const tag = stampTags(unit, stamp)[0] ?? "";
  for (const { repository, stamps, tags } of destinations) {
    if (!stamps.some((other) => compareTimestampTags(other, stamp) === 0)) continue;
    const digest = tags.get(tag) ?? (await registry.resolve(repository, tag));
    if (digest !== undefined) return { stamp, digest };
  }
  return undefined;
}

/** When an image says that it was built: it cannot be under an earlier timestamp. */
async function builtOf([first]: readonly ObservedDestination[], digest: Digest, registry: Registry) {
  const manifest = first && (await registry.manifest(first.repository, digest));
  return manifest && readManifestAnnotations(manifest.bytes).built;
}

function merged(some: readonly Publication[], more: readonly Publication[]): Publication[] {
  const added = more.filter(({ stamp }) => some.every((other) => compareTimestampTags(other.stamp, stamp) !== 0));
  return [...some, ...added].sort((a, b) => compareTimestampTags(a.stamp, b.stamp));
}
