import type { TagstreamAnnotations } from "./annotations.ts";
import type { Digest } from "./digest.ts";
import { compareTimestampTags, parseTag, parseTimestampTag, printTag } from "./tag.ts";
import type { Timestamp } from "./timestamp.ts";
import { type Destination, familiesOf, timestampFamiliesOf, type Unit } from "./unit.ts";

/** A publication's name within a unit: the timestamp tags of all its families share it. */
export interface Stamp {
  timestamp: Timestamp;
  sequence: number;
}

/** What one of a unit's repositories was seen to hold. */
export interface ObservedDestination extends Destination {
  /** Why it could not be asked; then the rest is empty. */
  failure?: string;
  /** The stamps of the stream's timestamp tags, oldest first. */
  stamps: readonly Stamp[];
  /** What the tags that were asked for point at; a tag that is not here does not exist. */
  tags: ReadonlyMap<string, Digest>;
  /** Digests known to be in the repository. */
  digests: ReadonlySet<Digest>;
  /** What the stream tag has shown since before the unit had any timestamp tag here. */
  unstamped?: Unstamped;
}

/** An image that is under a stream tag and has no timestamp tag: it was there before Tagstream. */
export interface Unstamped {
  digest: Digest;
  /** When the image says that it was made; absent when it does not say, or cannot be read. */
  created?: Timestamp;
}

/** What a unit's registries were seen to hold, in the order of its destinations. */
export interface Observation {
  destinations: ObservedDestination[];
  /** The newest publication in the first destination, with what its index says of itself where that was asked for. */
  current?: { stamp: Stamp; digest: Digest; annotations?: TagstreamAnnotations };
}

/** The timestamp tags of one publication: of the stream's tag, then of the aliases that have them. */
export function stampTags(unit: Pick<Unit, "streamTag" | "aliases">, stamp: Stamp): string[] {
  return timestampFamiliesOf(unit).map((family) => printTag({ kind: "timestamp", family, ...stamp }));
}

/** A stamp as people read it: `20261123-0617`, `20261123-0617-01`. */
export function printStamp(stamp: Stamp): string {
  return printTag({ kind: "timestamp", family: "", ...stamp }).slice(1);
}

/** Reads what `printStamp` prints. */
export function parseStamp(text: string): Stamp | undefined {
  const tag = parseTimestampTag(`x-${text}`);
  return tag?.family === "x" ? { timestamp: tag.timestamp, sequence: tag.sequence } : undefined;
}

/** The stamps of a repository's timestamp tags by family, oldest first. */
export type Listing = ReadonlyMap<string, readonly Stamp[]>;

/** Looks a repository's tags through once, however many units share the repository: it grows by as many tags with every run. */
export function readListing(tags: readonly string[]): Listing {
  const families = new Map<string, Stamp[]>();
  for (const text of new Set(tags)) {
    const tag = parseTimestampTag(text);
    if (!tag) continue;
    const stamp = { timestamp: tag.timestamp, sequence: tag.sequence };
    const stamps = families.get(tag.family);
    if (stamps) stamps.push(stamp);
    else families.set(tag.family, [stamp]);
  }
  for (const stamps of families.values()) stamps.sort(compareTimestampTags);
  return families;
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
  hold: { digest?: Digest; stamp?: Stamp } | undefined,
): Wanted {
  return {
    digests: [goal?.digest, hold?.digest].filter((digest) => digest !== undefined),
    timestamps: [goal?.timestamp, hold?.stamp?.timestamp].filter((timestamp) => timestamp !== undefined),
    ...(hold?.digest === undefined ? {} : { kept: hold.digest }),
  };
}

/** Whether a digest was seen under a timestamp tag of the unit: then it was tested. */
export function isPublished(unit: Pick<Unit, "streamTag">, { destinations }: Observation, digest: Digest): boolean {
  return destinations.some((destination) => stampsOfDigest(unit, destination, digest).length > 0);
}

/** The stamps under which a digest was seen in one repository, of those that were asked for. */
export function stampsOfDigest(
  unit: Pick<Unit, "streamTag">,
  { tags }: Pick<ObservedDestination, "tags">,
  digest: Digest,
): Stamp[] {
  return [...tags].flatMap(([text, shown]): Stamp[] => {
    const tag = shown === digest ? parseTag(text, unit.streamTag) : undefined;
    return tag?.kind === "timestamp" ? [{ timestamp: tag.timestamp, sequence: tag.sequence }] : [];
  });
}

/**
 * The tags to ask a destination for: the moving ones, those of the newest publication, and those that publications at
 * `timestamps` have taken. What is not listed is asked for all the same, since a listing may lag behind; only of these moments'
 * sequences the listing tells how many there are.
 */
export function tagsToResolve(
  unit: Pick<Unit, "streamTag" | "aliases">,
  listing: Listing,
  newest: Stamp | undefined,
  timestamps: readonly Timestamp[] = [],
): string[] {
  const taken = timestampFamiliesOf(unit).flatMap((family) =>
    (listing.get(family) ?? [])
      .filter((stamp) => timestamps.includes(stamp.timestamp))
      .map((stamp) => printTag({ kind: "timestamp", family, ...stamp })),
  );
  const stamps = [...(newest ? [newest] : []), ...timestamps.map((timestamp) => ({ timestamp, sequence: 0 }))];
  return [...new Set([...familiesOf(unit), ...stamps.flatMap((stamp) => stampTags(unit, stamp)), ...taken])];
}
