import type { Digest } from "../../core/lib/digest.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import { hasPublicationId, isNeeded, type ObservedDestination, publishedUnder } from "../../core/publish/observation.ts";
import type { Publication, RollbackFacts, RollbackTarget } from "../../core/rollback/rollback.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import { type PublicationId, timestampTag } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Yank } from "../../core/verdicts/verdict.ts";
import { yankOf } from "../../core/verdicts/yanked.ts";
import type { Registry } from "../../ports/registry.ts";
import { isMarked, resolveListed } from "./listed-tag.ts";

/** Tags to ask for at the same time. */
const parallelTags = 12;

/**
 * The publications that a unit may roll back to, as far as the target needs them. A timestamp needs
 * that one; `previous` needs those since the build of the stream's image, and one before; a digest
 * needs all. Only required registries decide what counts as published.
 * @param destinations those that answered
 * @param yanks `previous` needs one that is not yanked
 */
export async function rollbackFacts(
  unit: Unit,
  destinations: readonly ObservedDestination[],
  target: RollbackTarget,
  registry: Registry,
  yanks: readonly Yank[] = [],
): Promise<RollbackFacts> {
  const first = unit.destinations[0]?.repository;
  const needed = destinations.filter((destination) => isNeeded(destination, destination.repository === first ? 0 : 1));
  const shown = needed[0]?.tags.get(unit.streamTag);
  const stamps = publicationIdsOf(needed);
  const among = (some: readonly PublicationId[]) => publicationsAt(some, (stamp) => countedAt(unit, stamp, needed, registry));
  const facts = { unit, stamps, yanks, ...(shown === undefined ? {} : { shown }) };
  if (target.kind === "digest") return { ...facts, publications: await among(stamps) };
  const built = shown && (await builtOf(needed, shown, registry));
  const since = stamps.filter(({ timestamp }) => built === undefined || timestamp >= built);
  const recent = await among(since);
  // An image that claims a build after its own publication: look at all of them.
  const isComplete = shown === undefined || recent.some(({ digest }) => digest === shown);
  if (!isComplete) return { ...facts, publications: await among(stamps) };
  if (target.kind === "timestamp") {
    const wanted = stamps.filter((stamp) => compareTimestampTags(stamp, target.stamp) === 0);
    return { ...facts, publications: merged(recent, await among(wanted)) };
  }
  const publications = [...recent];
  for (const stamp of stamps.filter((other) => !since.includes(other)).toReversed()) {
    const found = await countedAt(unit, stamp, needed, registry);
    if (found) publications.unshift(found);
    if (found && !yankOf(found.digest, yanks)) break;
  }
  return { ...facts, publications };
}

/** All publication ids in these registries, oldest first. */
export function publicationIdsOf(destinations: readonly ObservedDestination[]): PublicationId[] {
  const all = destinations.flatMap(({ stamps }) => stamps).toSorted(compareTimestampTags);
  return all.filter((stamp, index) => {
    const before = all[index - 1];
    return before === undefined || compareTimestampTags(before, stamp) !== 0;
  });
}

/** All publications under a unit's timestamp tags in any of these registries, oldest first. */
export function publicationsOf(
  unit: Unit,
  destinations: readonly ObservedDestination[],
  registry: Registry,
): Promise<Publication[]> {
  return publicationsAt(publicationIdsOf(destinations), (stamp) => publicationAt(unit, stamp, destinations, registry));
}

async function publicationsAt(
  stamps: readonly PublicationId[],
  at: (stamp: PublicationId) => Promise<Publication | undefined>,
): Promise<Publication[]> {
  const found = await mapLimited([...stamps], parallelTags, at);
  return found.filter((publication) => publication !== undefined);
}

/**
 * The digest under a publication id, in the first of these registries that has it; undefined when
 * removed since.
 */
async function publicationAt(
  unit: Unit,
  stamp: PublicationId,
  destinations: readonly ObservedDestination[],
  registry: Registry,
): Promise<Publication | undefined> {
  for (const destination of destinations) {
    if (!hasPublicationId(destination.stamps, stamp)) continue;
    const digest = await digestUnder(timestampTag(unit, stamp), destination, registry);
    if (digest !== undefined) return withMark(unit, { stamp, digest }, destination, registry);
  }
  return undefined;
}

/** The publication under an id; undefined if nothing counts as published. */
export async function countedAt(
  unit: Unit,
  stamp: PublicationId,
  needed: readonly ObservedDestination[],
  registry: Registry,
): Promise<Publication | undefined> {
  const tag = timestampTag(unit, stamp);
  const seen: ObservedDestination[] = [];
  for (const destination of needed) {
    const digest = hasPublicationId(destination.stamps, stamp) ? await digestUnder(tag, destination, registry) : undefined;
    seen.push({ ...destination, tags: new Map(digest === undefined ? [] : [[tag, digest]]) });
    if (seen.length === 1 && digest !== undefined) break; // the first registry decides
  }
  const digest = publishedUnder(tag, seen);
  const holder = seen.find(({ tags }) => tags.has(tag));
  return digest === undefined || !holder ? undefined : withMark(unit, { stamp, digest }, holder, registry);
}

async function withMark(
  unit: Unit,
  { stamp, digest }: Publication,
  { repository, rollbacks }: ObservedDestination,
  registry: Registry,
): Promise<Publication> {
  if (!hasPublicationId(rollbacks, stamp)) return { stamp, digest };
  return (await isMarked(registry, repository, unit, { stamp, digest })) ? { stamp, digest, rollback: true } : { stamp, digest };
}

async function digestUnder(
  tag: string,
  { repository, tags }: ObservedDestination,
  registry: Registry,
): Promise<Digest | undefined> {
  return tags.get(tag) ?? resolveListed(registry, repository, tag);
}

/** The build time in an image: its publication cannot be older. */
async function builtOf([first]: readonly ObservedDestination[], digest: Digest, registry: Registry) {
  const manifest = first && (await registry.manifest(first.repository, digest));
  return manifest && readManifestAnnotations(manifest.bytes).built;
}

function merged(some: readonly Publication[], more: readonly Publication[]): Publication[] {
  const added = more.filter(({ stamp }) => some.every((other) => compareTimestampTags(other.stamp, stamp) !== 0));
  return [...some, ...added].sort((a, b) => compareTimestampTags(a.stamp, b.stamp));
}
