import type { Digest } from "../../core/lib/digest.ts";
import type { Listing } from "../../core/publish/listing.ts";
import {
  isNeeded,
  isPublished,
  type Observation,
  type ObservedAliases,
  type ObservedDestination,
  type Wanted,
} from "../../core/publish/observation.ts";
import { tagsToResolve } from "../../core/publish/tags-to-resolve.ts";
import { kindOfTag, needCommits } from "../../core/tags/publication-tags.ts";
import { timestampTag } from "../../core/tags/timestamp.ts";
import type { Destination, Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { inspectUnknownDigest } from "../plan/inspect-unknown-digest.ts";
import { withAliases } from "./aliases.ts";
import { withCommits } from "./commits.ts";
import { findPublicationId } from "./find-publication-id.ts";
import { resolveListed } from "./listed-tag.ts";
import { createLister } from "./lister.ts";
import { type Asking, attempt, findNewest, type Newest } from "./newest.ts";

/** Observes a unit's registries, as far as the goal needs it. */
export type Observer = (unit: Unit, wanted?: Wanted) => Promise<Observation>;

/**
 * Observes unit after unit, listing each repository's tags once: units of one image share the
 * listing. One observer is one moment: make another to see later changes.
 * @param annotations whether to read the newest publication's annotations: that takes a GET of its
 *   manifest, which Docker Hub counts as a pull; HEAD gives only its digest
 * @param isTaken whether a text that an alias gives is another unit's tag: such an alias stays away
 */
export function createObserver(
  registry: Registry,
  { annotations = false, isTaken }: Partial<Pick<Asking, "annotations" | "isTaken">> = {},
): Observer {
  const list = createLister(registry);
  return (unit, wanted = nothingWanted) =>
    observe(
      { registry, list: (repository) => list(repository, unit), annotations, ...(isTaken ? { isTaken } : {}) },
      unit,
      wanted,
    );
}

const nothingWanted: Wanted = { digests: [], timestamps: [] };
const nothing = { stamps: [], rollbacks: [], tags: new Map<string, Digest>(), digests: new Set<Digest>() };

/**
 * A unit's state in its registries. A registry that does not answer is part of the result
 * (`failure`), not an exception. Costs, per unit and registry: the listing (shared by the image's
 * units), one request for the newest timestamp tag, and one for each moving tag. Inspects a stream
 * tag only if it shows an unknown digest.
 */
async function observe(asking: Asking, unit: Unit, wanted: Wanted): Promise<Observation> {
  const found = await findNewest(asking, unit, wanted.digests);
  const { newest: known, commits } = needCommits
    ? await withCommits(asking.registry, unit, wanted.digests, found)
    : { newest: found };
  const { newest, aliases } = unit.evaluatedAliases ? await withAliases(asking, unit, wanted, known) : { newest: known };
  const destinations = await Promise.all(
    unit.destinations.map(async (destination, index): Promise<ObservedDestination> => {
      const { repository } = destination;
      const failed = newest.failures.get(repository);
      const seen =
        failed === undefined
          ? await attempt(destination, () =>
              observeDestination(asking, unit, wanted, { ...newest, commits, aliases }, repository, index === 0),
            )
          : { failure: failed };
      return "failure" in seen ? { ...destination, ...nothing, failure: seen.failure } : { ...destination, ...seen };
    }),
  );
  const observed = {
    destinations,
    ...(newest.current ? { current: newest.current } : {}),
    ...(found.refusal ? { refusal: found.refusal } : {}),
    ...(commits ? { commits } : {}),
    ...(aliases ? { aliases } : {}),
  };
  return wanted.kept === undefined || isPublished(unit, observed, wanted.kept)
    ? observed
    : withPublicationIdOf(asking.registry, unit, observed, wanted.kept);
}

/** What was found before looking at each repository. */
interface Known extends Newest {
  commits: Observation["commits"] | undefined;
  aliases: ObservedAliases | undefined;
}

async function observeDestination(
  { registry, list }: Asking,
  unit: Unit,
  wanted: Wanted,
  { current, stamps: publicationIdsOfFirst, asked, ahead, commits, aliases }: Known,
  repository: string,
  isFirst: boolean,
): Promise<Omit<ObservedDestination, keyof Destination>> {
  const listed = await list(repository);
  const { timestamps, facts } = wanted;
  const known = { observed: aliases, facts };
  const wantedTags = tagsToResolve(unit, listed, current, timestamps, [...new Set(commits?.values())], known);
  const tags = await resolveTags(registry, repository, wantedTags, listed, asked.get(repository) ?? new Map());
  const ofPublications = wantedTags.filter((tag) => kindOfTag(unit, tag)?.shows === "publication");
  const stamps = listed.publicationIdsOf(unit.streamTag);
  const shown = tags.get(unit.streamTag);
  const recognised = new Set([...wanted.digests, current?.digest, ...digestsUnder(tags, ofPublications)]);
  const odd = stamps.length === 0 && shown !== undefined && !recognised.has(shown);
  const { unidentified } = odd ? await inspectUnknownDigest(registry, repository, unit, shown, false) : {};
  const digests = new Set([...(current ? [current.digest] : []), ...wanted.digests]);
  const newer = ahead.get(repository);
  const versionMarks = listed.versionMarksOf(unit.streamTag);
  return {
    stamps: isFirst ? publicationIdsOfFirst : stamps,
    rollbacks: listed.rollbacksOf(unit.streamTag),
    ...(versionMarks.length === 0 ? {} : { versionMarks }),
    tags,
    digests: await presentDigests(registry, repository, [...digests], tags),
    ...(unidentified ? { unidentified } : {}),
    ...(newer ? { ahead: newer } : {}),
  };
}

/**
 * Adds a digest's timestamp tag, if it has one. A registry that does not answer counts as failed,
 * since absence is unknown then.
 */
async function withPublicationIdOf(registry: Registry, unit: Unit, observed: Observation, digest: Digest): Promise<Observation> {
  let seen = observed;
  for (const [index, destination] of observed.destinations.entries()) {
    if (!isNeeded(destination, index) || !destination.digests.has(digest)) continue;
    const found = await attempt(destination, async () => ({
      stamp: await findPublicationId(registry, unit, destination, digest),
    }));
    if ("failure" in found) {
      const failed = { ...destination, ...nothing, failure: found.failure };
      seen = { ...seen, destinations: seen.destinations.with(index, failed) };
    } else if (found.stamp) {
      return withTag(registry, seen, timestampTag(unit, found.stamp));
    }
  }
  return seen;
}

/** Adds a tag's digest in every repository that decides what is published. */
async function withTag(registry: Registry, observed: Observation, tag: string): Promise<Observation> {
  const destinations = await Promise.all(
    observed.destinations.map(async (destination, index) => {
      if (destination.failure !== undefined || !isNeeded(destination, index) || destination.tags.has(tag)) return destination;
      const { repository } = destination;
      const seen = await attempt(destination, async () => ({ digest: await registry.resolve(repository, tag) }));
      if ("failure" in seen) return { ...destination, ...nothing, failure: seen.failure };
      return seen.digest === undefined ? destination : { ...destination, tags: new Map(destination.tags).set(tag, seen.digest) };
    }),
  );
  return { ...observed, destinations };
}

function digestsUnder(tags: ReadonlyMap<string, Digest>, wanted: readonly string[]): Digest[] {
  return wanted.flatMap((tag) => tags.get(tag) ?? []);
}

async function resolveTags(
  registry: Registry,
  repository: string,
  tags: readonly string[],
  listing: Listing,
  known: ReadonlyMap<string, Digest>,
): Promise<Map<string, Digest>> {
  const resolve = (tag: string) =>
    listing.has(tag) ? resolveListed(registry, repository, tag) : registry.resolve(repository, tag);
  const entries = await Promise.all(tags.map(async (tag) => [tag, known.get(tag) ?? (await resolve(tag))] as const));
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
