import type { Digest } from "../../core/lib/digest.ts";
import { Failure, type Problem } from "../../core/lib/problems/problem.ts";
import type { FoundPin, WantedPin } from "../../core/pins/pin.ts";
import type { Listing } from "../../core/publish/listing.ts";
import { hasPublicationId } from "../../core/publish/observation.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import { type PublicationId, parseTimestampTag, timestampTag } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { awaitListing } from "../observe/await-listing.ts";
import { resolveListed } from "../observe/listed-tag.ts";
import { createLister } from "../observe/lister.ts";

/** What a pin is to be; or why it stays. */
export type Shown = { wanted: WantedPin; publication?: ShownPublication } | { reason: string } | { problem: Problem };

/** What a stream shows, as one repository has it. */
export interface ShownPublication {
  /** The newest timestamp of the image. */
  stamp: PublicationId;
  /** Whether a timestamp tag may be a rollback's. */
  isRollback(tag: string): boolean;
  /** The next older timestamp of the same image, if there is one: what a rollback went back to. */
  before(): Promise<PublicationId | undefined>;
}

/** Says what a stream or a version shows in the repository that a file names. Asks once for each. */
export type ShownReader = (unit: Unit, pin: Pick<FoundPin, "repository" | "follows">) => Promise<Shown>;

/**
 * A reader of what units show now. Costs for each stream and repository: its tag, the newest timestamp
 * tag and, for each repository, the list of its tags; for a version one request. A repository that does
 * not answer is asked once.
 */
export function createShownReader(registry: Registry): ShownReader {
  const shown = new Map<string, Promise<Shown>>();
  const list = createLister(registry);
  return (unit, { repository, follows }) => {
    const tag = "versionTag" in follows ? follows.versionTag : undefined;
    const key = `${repository}\n${unit.name}\n${tag ?? ""}`;
    const ask = async (): Promise<Shown> => {
      const listing = await list(repository, unit); // first, so that a repository without an answer is asked once
      return tag === undefined ? streamShows(registry, repository, unit, listing) : versionShows(registry, repository, tag);
    };
    const known = shown.get(key) ?? ask().catch((error: unknown) => unanswered(error, unit, repository));
    shown.set(key, known);
    return known;
  };
}

function unanswered(error: unknown, unit: Unit, repository: string): Shown {
  if (!(error instanceof Failure)) throw error;
  const message = `The pins of ${unit.name} in ${repository} stay as they are. ${error.message}`;
  return { problem: { code: "pin-unknown", severity: "error", message } };
}

async function versionShows(registry: Registry, repository: string, tag: string): Promise<Shown> {
  const digest = await resolveListed(registry, repository, tag);
  return digest === undefined ? { reason: `${repository} has no tag ${tag}` } : { wanted: { tag, digest } };
}

async function streamShows(registry: Registry, repository: string, unit: Unit, listing: Listing): Promise<Shown> {
  const digest = await resolveListed(registry, repository, unit.streamTag);
  if (digest === undefined) return { reason: `${repository} has no tag ${unit.streamTag}` };
  const stamps = listing.publicationIdsOf(unit.streamTag);
  const stamp =
    (await newestWith(registry, repository, unit, stamps, digest)) ??
    (await awaitListing(registry, repository, unit, digest, stamps));
  if (!stamp && stamps.length > 0) {
    const message = `The pins of ${unit.name} in ${repository} stay as they are: ${unit.streamTag} shows an image there that no timestamp tag has. If the registry lists new tags late, run \`pin\` again; if a person moved ${unit.streamTag}, roll it back, or rebuild it.`;
    return { problem: { code: "pin-unknown", severity: "warning", message } };
  }
  if (!stamp) {
    const reason = `no timestamp tag in ${repository} has the image that ${unit.streamTag} shows there`;
    return { reason };
  }
  const rollbacks = listing.rollbacksOf(unit.streamTag);
  const publication: ShownPublication = {
    stamp,
    isRollback: (tag) => {
      const named = parseTimestampTag(tag, unit);
      return named !== undefined && hasPublicationId(rollbacks, named);
    },
    before: () => newestWith(registry, repository, unit, olderThan(stamp, stamps), digest),
  };
  return { wanted: { tag: timestampTag(unit, stamp), digest }, publication };
}

function olderThan(stamp: PublicationId, stamps: readonly PublicationId[]): PublicationId[] {
  return stamps.filter((one) => compareTimestampTags(one, stamp) < 0); // a late list may lack the stamp itself
}

/** Tags to ask for at the same time, once the newest one is another image: under a hold. */
const parallelTags = 8;

/** The newest of these publications with a digest. Usually the newest of all: then one request. */
async function newestWith(
  registry: Registry,
  repository: string,
  unit: Unit,
  stamps: readonly PublicationId[],
  digest: Digest,
): Promise<PublicationId | undefined> {
  const newestFirst = stamps.toReversed();
  for (let from = 0, size = 1; from < newestFirst.length; from += size, size = parallelTags) {
    const some = newestFirst.slice(from, from + size);
    const digests = await Promise.all(some.map((stamp) => resolveListed(registry, repository, timestampTag(unit, stamp))));
    const found = some[digests.indexOf(digest)];
    if (found) return found;
  }
  return undefined;
}
