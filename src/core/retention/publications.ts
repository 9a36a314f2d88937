import type { Digest } from "../lib/digest.ts";
import { publishedUnder } from "../publish/observation.ts";
import type { Publication } from "../rollback/rollback.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import type { FactsInTag, TagKind } from "../tags/kind.ts";
import { readTag } from "../tags/publication-tags.ts";
import { type PublicationId, printPublicationId, publicationIdOf } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { RepositoryTags, RetentionUnit } from "./facts.ts";
import { type PlannedTag, tagKey } from "./retention-plan.ts";

/** The part that a tag has in retention. */
type TagRole = "timestamp" | "alias timestamp" | "mark" | "candidate" | "cache" | "shown";

/** A tag of a publication. */
export interface OwnTag extends PlannedTag {
  role: "timestamp" | "alias timestamp" | "mark";
}

/** A publication, with every tag that it has in any registry. */
export interface OwnPublication extends Publication {
  /** Whether it counts as published: the first repository has it, or all other required ones. */
  counts: boolean;
  /** The different images that registries have under its timestamp; absent if they agree. */
  conflict?: readonly Digest[];
  tags: readonly OwnTag[];
}

/** A candidate tag. */
export interface CandidateTag extends PlannedTag {
  /** Present in `rc.….pr-N`. */
  pullRequest?: number;
}

/** A tag that shows an image for people to pull. */
export interface ShownTag extends PlannedTag {
  /** Present if only a pattern says that it is the unit's: it may be anything of another unit. */
  isGuess?: true;
}

/** A unit's tags in all registries, read. */
export interface ReadUnit {
  unit: Unit;
  /** Oldest first. */
  publications: readonly OwnPublication[];
  /** Tags that show an image for people to pull: streams, aliases, versions and their lines. */
  shown: readonly ShownTag[];
  candidates: readonly CandidateTag[];
  /** Marks of publications that no registry has. */
  orphans: readonly (PlannedTag & { stamp: PublicationId })[];
}

/** A tag as one kind reads it. */
interface ReadTag extends PlannedTag {
  role: TagRole;
  kind: TagKind;
  facts: FactsInTag;
}

/** The part of a tag of this kind. Whatever is not known to be removable counts as shown. */
export function roleOf(kind: TagKind, facts: FactsInTag): TagRole {
  if (kind.shows === "no image") return "cache";
  if (kind.writtenFor === "candidates") return "candidate";
  if (kind.writtenFor !== "publish" || !publicationIdOf({ purpose: "publish", ...facts })) return "shown";
  if (kind.comesFirst) return "mark";
  return kind.mayBelongToOthers ? "alias timestamp" : "timestamp";
}

/** The publication that a tag of the unit names, whether it exists or not; undefined for tags of other roles. */
export function stampIn(unit: Unit, tag: string): PublicationId | undefined {
  return publicationIdOf({ purpose: "publish", ...readTag(unit, tag)?.facts });
}

/** Reads all tags of a unit. */
export function readUnit({ unit, destinations, candidates }: RetentionUnit): ReadUnit {
  const read = readerOf(unit);
  const published = destinations.flatMap((place) => readTags(read, place));
  // The candidates' own repository has no publications of the unit.
  const proposed = candidates ? readTags(read, candidates) : [];
  const groups = new Map<string, { stamp: PublicationId; tags: ReadTag[] }>();
  for (const tag of published) {
    const stamp = publicationIdOf({ purpose: "publish", ...tag.facts });
    if (!stamp || tag.role === "shown") continue;
    const key = printPublicationId(stamp);
    const group = groups.get(key) ?? { stamp, tags: [] };
    group.tags.push(tag);
    groups.set(key, group);
  }
  const all = [...groups.values()];
  const isPublished = ({ tags }: { tags: readonly ReadTag[] }): boolean => tags.some(({ role }) => role === "timestamp");
  return {
    unit,
    publications: all
      .filter(isPublished)
      .map(({ stamp, tags }) => publicationOf(unit, destinations, stamp, tags))
      .sort((a, b) => compareTimestampTags(a.stamp, b.stamp)),
    shown: [...published, ...proposed].filter(({ role }) => role === "shown").map(shownTag),
    candidates: [...published, ...proposed].flatMap((tag) => (tag.role === "candidate" ? [candidateTag(tag)] : [])),
    orphans: all
      .filter((group) => !isPublished(group))
      .flatMap(({ stamp, tags }) => tags.flatMap((tag) => (tag.role === "mark" ? [{ ...plannedTag(tag), stamp }] : []))),
  };
}

/** Reads all units. What one of them knows as a tag of its publications is no alias of another one. */
export function readUnits(facts: readonly RetentionUnit[]): ReadUnit[] {
  const units = facts.map(readUnit);
  if (!units.some(({ shown }) => shown.some(({ isGuess }) => isGuess))) return units;
  const known = new Set<string>();
  for (const { publications, orphans } of units)
    for (const tag of [...publications.flatMap(({ tags }) => tags), ...orphans]) known.add(tagKey(tag));
  return units.map((read) => ({ ...read, shown: read.shown.filter((tag) => !tag.isGuess || !known.has(tagKey(tag))) }));
}

type Reader = (tag: string) => ReturnType<typeof readTag>;

/** Registries mostly have the same tags: each text is read once. */
function readerOf(unit: Unit): Reader {
  const known = new Map<string, ReturnType<typeof readTag>>();
  return (tag) => {
    if (!known.has(tag)) known.set(tag, readTag(unit, tag));
    return known.get(tag);
  };
}

function readTags(read: Reader, { repository, tags }: RepositoryTags): ReadTag[] {
  return [...tags].flatMap(([tag, digest]) => {
    const found = read(tag);
    return found
      ? [{ repository, tag, digest, role: roleOf(found.kind, found.facts), kind: found.kind, facts: found.facts }]
      : [];
  });
}

function publicationOf(
  unit: Unit,
  destinations: RetentionUnit["destinations"],
  stamp: PublicationId,
  tags: readonly ReadTag[],
): OwnPublication {
  const own = tags.filter(({ role }) => role === "timestamp");
  const places = destinations.map(({ repository, tags: all }) => ({
    required: unit.destinations.find((one) => one.repository === repository)?.required ?? false,
    tags: all,
  }));
  // A stamp has one spelling, so that all registries have one tag for it.
  const counted = own.map(({ tag }) => publishedUnder(tag, places)).find((digest) => digest !== undefined);
  const digest = counted ?? own[0]?.digest;
  if (digest === undefined) throw new TypeError("a publication without a timestamp tag");
  const digests = [...new Set(own.map((one) => one.digest))];
  const within = new Map(own.map((one) => [one.repository, one.digest]));
  const isOwn = (tag: ReadTag): boolean =>
    tag.role !== "alias timestamp" || tag.digest === (within.get(tag.repository) ?? digest);
  return {
    stamp,
    digest,
    counts: counted !== undefined,
    ...(tags.some(({ facts }) => facts.rollback) ? { rollback: true as const } : {}),
    ...(digests.length > 1 ? { conflict: digests } : {}),
    tags: tags.filter(isOwnTag).filter(isOwn),
  };
}

function isOwnTag(tag: ReadTag): tag is ReadTag & OwnTag {
  return tag.role === "timestamp" || tag.role === "alias timestamp" || tag.role === "mark";
}

function plannedTag({ repository, tag, digest }: PlannedTag): PlannedTag {
  return { repository, tag, digest };
}

function shownTag(read: ReadTag): ShownTag {
  return { ...plannedTag(read), ...(read.kind.isEvaluated ? { isGuess: true as const } : {}) };
}

function candidateTag(read: ReadTag): CandidateTag {
  const { pullRequest } = read.facts;
  return { ...plannedTag(read), ...(pullRequest === undefined ? {} : { pullRequest }) };
}
