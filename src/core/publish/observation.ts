import type { Digest } from "../lib/digest.ts";
import type { Timestamp } from "../lib/time/timestamp.ts";
import type { TagstreamAnnotations } from "../oci/annotations.ts";
import type { AliasFacts, GivenAlias } from "../tags/given-alias.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import { type PublicationId, publicationIdIn } from "../tags/timestamp.ts";
import type { VersionMark } from "../tags/version-mark.ts";
import type { Destination, Unit } from "../unit/unit.ts";

/** The content of one of a unit's repositories. */
export interface ObservedDestination extends Destination {
  /**
   * Why the run skips it: it did not answer (then the other fields are empty), or a write failed.
   */
  failure?: string;
  /** The publication ids in the stream's timestamp tags, oldest first. */
  stamps: readonly PublicationId[];
  /** The publication ids that a listed tag marks as rollbacks, oldest first. */
  rollbacks: readonly PublicationId[];
  /** The versions that listed tags record; absent if there are none. */
  versionMarks?: readonly VersionMark[];
  /** A publication id that only this repository has, newer than every publication that counts. */
  ahead?: PublicationId;
  /** The digests of the requested tags. A tag that is not here does not exist. */
  tags: ReadonlyMap<string, Digest>;
  /** Digests known to be in the repository. */
  digests: ReadonlySet<Digest>;
  /** The image that the stream tag has shown since before the unit had a timestamp tag here. */
  unidentified?: UnidentifiedDigest;
}

/** An image under a stream tag, without a timestamp tag: it is older than Tagstream. */
export interface UnidentifiedDigest {
  digest: Digest;
  /** The creation time in the image; absent if it has none, or is unreadable. */
  created?: Timestamp;
}

/** The content of a unit's registries, in the order of its destinations. */
export interface Observation {
  destinations: ObservedDestination[];
  /** The newest publication, with the annotations of its index if they were read. */
  current?: Current;
  /** The commits that images record. Absent if no kind of tag needs them. */
  commits?: ReadonlyMap<Digest, string>;
  /** Absent if the unit has no evaluated alias. */
  aliases?: ObservedAliases;
  /** Why an answer stops the unit: its stream shows a timestamp that the configuration does not read. */
  refusal?: "timestamps-unread";
}

/** The texts that publications give for a unit's evaluated aliases, from the registries alone. */
export interface ObservedAliases {
  /** Of the newest publication. */
  current: readonly GivenAlias[];
  /** Of the publication that the hold or the rollback puts back. */
  restored: readonly GivenAlias[];
  /** Of those in or after the goal's minute, without the newest: there are some only after a race. */
  since: readonly { stamp: PublicationId; aliases: readonly GivenAlias[] }[];
}

/**
 * The newest publication of a unit: the one in the first destination or, if that is behind, the one
 * that all other required destinations share.
 */
export interface Current {
  stamp: PublicationId;
  digest: Digest;
  annotations?: TagstreamAnnotations;
  /** Whether a tag marks it as a rollback. */
  rollback?: true;
  /** The version of its source, if a tag records it. */
  sourceVersion?: string;
}

/** Whether a publication id is in the list. */
export function hasPublicationId(stamps: readonly PublicationId[], stamp: PublicationId): boolean {
  return stamps.some((other) => compareTimestampTags(other, stamp) === 0);
}

/**
 * The images that an observation looks for, besides publications: the one to publish, and the held
 * one.
 */
export interface Wanted {
  digests: readonly Digest[];
  timestamps: readonly Timestamp[];
  /**
   * The held image. The observation looks for its timestamp tag, which alone proves that it was
   * tested.
   */
  kept?: Digest;
  /** The facts that the goal's aliases need. */
  facts?: AliasFacts;
  /** The image that a hold or a rollback puts back, and the publication that does so. */
  restored?: { digest: Digest; stamp?: PublicationId };
}

/** The images to look for, to publish the goal and to keep the held image. */
export function wantedBy(
  goal: { digest: Digest; timestamp: Timestamp; sequence?: number; rollback?: true; aliasFacts?: AliasFacts } | undefined,
  hold: { digest?: Digest; stamp?: PublicationId } | undefined,
): Wanted {
  const { digest, stamp } = goal?.rollback
    ? { digest: goal.digest, stamp: { timestamp: goal.timestamp, sequence: goal.sequence ?? 0 } }
    : (hold ?? {});
  return {
    ...(goal?.aliasFacts ? { facts: goal.aliasFacts } : {}),
    ...(digest === undefined ? {} : { restored: { digest, ...(stamp ? { stamp } : {}) } }),
    digests: [goal?.digest, hold?.digest].filter((digest) => digest !== undefined),
    timestamps: [goal?.timestamp, hold?.stamp?.timestamp].filter((timestamp) => timestamp !== undefined),
    ...(hold?.digest === undefined ? {} : { kept: hold.digest }),
  };
}

/** Whether a digest is published under a timestamp tag of the unit. */
export function isPublished(
  unit: Pick<Unit, "streamTag" | "timestamps">,
  { destinations }: Observation,
  digest: Digest,
): boolean {
  const tags = new Set(destinations.flatMap((seen) => [...seen.tags.keys()]));
  return [...tags].some(
    (tag) => publicationIdIn(tag, [unit.streamTag], unit) !== undefined && publishedUnder(tag, destinations) === digest,
  );
}

/**
 * The digest that counts as published under a tag: the one in the first repository or, without one,
 * the one that all other required repositories share. An optional repository never decides: an
 * image that only it has does not count as published.
 * @param destinations in the order of the unit, the first one first
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

/**
 * Whether a unit needs a repository: the first one, and required ones. Failures of the others are
 * warnings.
 */
export function isNeeded({ required }: Pick<Destination, "required">, index: number): boolean {
  return required || index === 0;
}

/**
 * The first failure of a repository that the unit needs. With one, the run can decide nothing about
 * the unit.
 */
export function firstNeededFailure(
  destinations: readonly Pick<ObservedDestination, "repository" | "required" | "failure">[],
): { failure: string; message: string } | undefined {
  for (const { repository, failure } of destinations.filter(isNeeded))
    if (failure !== undefined) return { failure, message: `${repository} could not be asked: ${failure}` };
  return undefined;
}

/** The publication ids of a digest in one repository, among the requested tags. */
export function publicationIdsOfDigest(
  unit: Pick<Unit, "streamTag" | "timestamps">,
  { tags }: Pick<ObservedDestination, "tags">,
  digest: Digest,
): PublicationId[] {
  return [...tags].flatMap(([text, shown]) => (shown === digest ? (publicationIdIn(text, [unit.streamTag], unit) ?? []) : []));
}
