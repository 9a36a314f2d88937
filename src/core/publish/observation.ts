import type { Digest } from "../lib/digest.ts";
import type { Timestamp } from "../lib/timestamp.ts";
import type { TagstreamAnnotations } from "../oci/annotations.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import type { PublicationFacts, TaggedUnit } from "../tags/kind.ts";
import { publicationTags } from "../tags/publication-tags.ts";
import { parseRollbackTag } from "../tags/rollback-mark.ts";
import { type PublicationId, parseTimestampTag, publicationIdIn, timestampedTagsOf } from "../tags/timestamp.ts";
import type { Destination, Unit } from "../unit/unit.ts";

export { rollbackTag } from "../tags/rollback-mark.ts";
export {
  type PublicationId,
  parsePublicationId,
  printPublicationId,
  timestampTag,
  timestampTags,
} from "../tags/timestamp.ts";

/** What one of a unit's repositories was seen to hold. */
export interface ObservedDestination extends Destination {
  /** Why it could not be asked; then the rest is empty. */
  failure?: string;
  /** The stamps of the stream's timestamp tags, oldest first. */
  stamps: readonly PublicationId[];
  /** The stamps that a listed tag marks as rollbacks, oldest first. */
  rollbacks: readonly PublicationId[];
  /** A stamp that it has, newer than every publication: nothing else that counts has it. */
  ahead?: PublicationId;
  /** What the tags that were asked for point at; a tag that is not here does not exist. */
  tags: ReadonlyMap<string, Digest>;
  /** Digests known to be in the repository. */
  digests: ReadonlySet<Digest>;
  /** What the stream tag has shown since before the unit had any timestamp tag here. */
  unidentified?: UnidentifiedDigest;
}

/** An image that is under a stream tag and has no timestamp tag: it was there before Tagstream. */
export interface UnidentifiedDigest {
  digest: Digest;
  /** When the image says that it was made; absent when it does not say, or cannot be read. */
  created?: Timestamp;
}

/** What a unit's registries were seen to hold, in the order of its destinations. */
export interface Observation {
  destinations: ObservedDestination[];
  /** The newest publication, with what its index says of itself where that was asked for. */
  current?: Current;
  /** The commits that images name. Absent where no kind of tag needs them. */
  commits?: ReadonlyMap<Digest, string>;
}

/** The newest publication of a unit: what the first destination has or, where that is behind, what all other required ones agree on. */
export interface Current {
  stamp: PublicationId;
  digest: Digest;
  annotations?: TagstreamAnnotations;
  /** Whether a tag marks it as a rollback. */
  rollback?: true;
}

/** What a repository's tags say of publications. */
export interface Listing {
  /** The stamps of the timestamp tags of a family, oldest first. */
  publicationIdsOf(movingTag: string): readonly PublicationId[];
  /** The stamps that are marked as rollbacks of a family, oldest first. */
  rollbacksOf(movingTag: string): readonly PublicationId[];
  /** Whether a tag is listed. */
  has(tag: string): boolean;
}

/** Looks a repository's tags through once, however many units share the repository: it grows by as many tags with every run. */
export function readListing(tags: readonly string[]): Listing {
  const kinds = { timestamp: new Map<string, PublicationId[]>(), rollback: new Map<string, PublicationId[]>() };
  const all = new Set(tags);
  for (const text of all) {
    addTo(kinds.timestamp, parseTimestampTag(text));
    addTo(kinds.rollback, parseRollbackTag(text));
  }
  for (const idsByMovingTag of Object.values(kinds))
    for (const stamps of idsByMovingTag.values()) stamps.sort(compareTimestampTags);
  return {
    publicationIdsOf: (movingTag) => kinds.timestamp.get(movingTag) ?? [],
    rollbacksOf: (movingTag) => kinds.rollback.get(movingTag) ?? [],
    has: (tag) => all.has(tag),
  };
}

function addTo(ids: Map<string, PublicationId[]>, tag: ({ movingTag: string } & PublicationId) | undefined): void {
  if (!tag) return;
  const { movingTag, timestamp, sequence } = tag;
  const known = ids.get(movingTag);
  if (known) known.push({ timestamp, sequence });
  else ids.set(movingTag, [{ timestamp, sequence }]);
}

/** Whether a stamp is among these. */
export function hasPublicationId(stamps: readonly PublicationId[], stamp: PublicationId): boolean {
  return stamps.some((other) => compareTimestampTags(other, stamp) === 0);
}

/** What an observation looks for beside what is published: of what is to be published, and of what a hold keeps. */
export interface Wanted {
  digests: readonly Digest[];
  timestamps: readonly Timestamp[];
  /** What a hold keeps: under which timestamp tag it is, is looked for, since only that shows that it was tested. */
  kept?: Digest;
}

/** What to look for so that one can be published, and what the other says can be kept. */
export function wantedBy(
  goal: { digest: Digest; timestamp: Timestamp } | undefined,
  hold: { digest?: Digest; stamp?: PublicationId } | undefined,
): Wanted {
  return {
    digests: [goal?.digest, hold?.digest].filter((digest) => digest !== undefined),
    timestamps: [goal?.timestamp, hold?.stamp?.timestamp].filter((timestamp) => timestamp !== undefined),
    ...(hold?.digest === undefined ? {} : { kept: hold.digest }),
  };
}

/** Whether a digest was seen published under a timestamp tag of the unit. */
export function isPublished(unit: Pick<Unit, "streamTag">, { destinations }: Observation, digest: Digest): boolean {
  const tags = new Set(destinations.flatMap((seen) => [...seen.tags.keys()]));
  return [...tags].some(
    (tag) => publicationIdIn(tag, [unit.streamTag]) !== undefined && publishedUnder(tag, destinations) === digest,
  );
}

/**
 * What counts as published under a tag: what the first repository has or, where that has nothing, what all other required ones agree on.
 * An optional repository never decides, so that nothing that was put there alone is published anywhere else.
 * @param destinations in the order of the unit's, the first one first
 */
export function publishedUnder(
  tag: string,
  destinations: readonly Pick<ObservedDestination, "required" | "failure" | "tags">[],
): Digest | undefined {
  const [first, ...others] = destinations;
  const own = first?.tags.get(tag);
  if (own !== undefined) return own;
  const required = others.filter((other) => other.required);
  const [digest, ...rest] = new Set(required.map(({ failure, tags }) => (failure === undefined ? tags.get(tag) : undefined)));
  return rest.length === 0 ? digest : undefined;
}

/** Whether a unit waits for a repository: it is the first one, or required. The others' failures are warnings. */
export function isNeeded({ required }: Pick<Destination, "required">, index: number): boolean {
  return required || index === 0;
}

/** Why nothing can be said, or done, of a unit: what it waits for and could not be asked. */
export function firstNeededFailure(
  destinations: readonly Pick<ObservedDestination, "repository" | "required" | "failure">[],
): { failure: string; message: string } | undefined {
  for (const { repository, failure } of destinations.filter(isNeeded))
    if (failure !== undefined) return { failure, message: `${repository} could not be asked: ${failure}` };
  return undefined;
}

/** The stamps under which a digest was seen in one repository, of those that were asked for. */
export function publicationIdsOfDigest(
  unit: Pick<Unit, "streamTag">,
  { tags }: Pick<ObservedDestination, "tags">,
  digest: Digest,
): PublicationId[] {
  return [...tags].flatMap(([text, shown]) => (shown === digest ? (publicationIdIn(text, [unit.streamTag]) ?? []) : []));
}

/**
 * The tags to ask a destination for: every tag of the newest publication, those that publications at
 * `timestamps` have taken, and those of `commits`. A listing may lag behind, so that this asks for
 * unlisted tags too. Only the listing says how many sequences a minute has.
 */
export function tagsToResolve(
  unit: TaggedUnit,
  listing: Listing,
  newest: { stamp: PublicationId; rollback?: true } | undefined,
  timestamps: readonly Timestamp[] = [],
  commits: readonly string[] = [],
): string[] {
  const tagsOf = (facts: Omit<PublicationFacts, "purpose">): string[] =>
    publicationTags(unit, { purpose: "publish", ...facts }).map(({ tag }) => tag);
  const listed = [
    ...timestampedTagsOf(unit).flatMap((movingTag) => listing.publicationIdsOf(movingTag)),
    ...listing.rollbacksOf(unit.streamTag),
  ].filter(({ timestamp }) => timestamps.includes(timestamp));
  const taken = listed.flatMap((id) => tagsOf({ ...id, rollback: true })).filter((tag) => listing.has(tag));
  return [
    ...new Set([
      ...tagsOf({}),
      ...(newest ? tagsOf({ ...newest.stamp, rollback: newest.rollback ?? false }) : []),
      ...timestamps.flatMap((timestamp) => tagsOf({ timestamp, sequence: 0 })),
      ...commits.flatMap((commit) => tagsOf({ commit })),
      ...taken,
    ]),
  ];
}
