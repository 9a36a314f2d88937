import { capabilitiesOf } from "../../events/capabilities.ts";
import type { InputsHash } from "../../inputs/inputs-hash.ts";
import { type Digest, shortDigest } from "../../lib/digest.ts";
import { normalizePlatform } from "../../lib/platform.ts";
import { listed } from "../../lib/text/nearest.ts";
import { withoutStop } from "../../lib/text/words.ts";
import { millisecondsOf, type Timestamp } from "../../lib/time/timestamp.ts";
import type { TagstreamAnnotations } from "../../oci/annotations.ts";
import type { Observation } from "../../publish/observation.ts";
import { inputsPrefixLength } from "../../tags/inputs.ts";
import { type PublicationId, printPublicationId } from "../../tags/timestamp.ts";
import type { UnitBase } from "../../unit/bases.ts";
import { type KnownYanks, yankOf, yankWords } from "../../verdicts/yanked.ts";
import type { Condition } from "../condition.ts";

/** The greatest age of a candidate that a merge may publish, if the configuration names none. */
export const defaultMaxAge = "7d";

/**
 * The image under a candidate tag by inputs hash. A trusted run writes that tag after all tests
 * pass on every platform.
 */
export interface Candidate {
  digest: Digest;
  /** The repository that has it, if that is not the unit's first destination. */
  repository?: string;
  annotations: TagstreamAnnotations;
  /** The publication id of its earlier publication, if nothing was rebuilt since. */
  published?: PublicationId;
  /** The unit of another stream that it was tested for, and where that shows it. */
  sibling?: { unit: string; published?: PublicationId };
  /** The images in its provenance, by platform; or the reason why the provenance is unreadable. */
  platforms: readonly CandidatePlatform[] | { unreadable: string };
}

export interface CandidatePlatform {
  platform: string;
  images: readonly ResolvedImage[];
}

/** An image that a build resolved, and the digest that its reference resolves to now. */
export interface ResolvedImage {
  /** `docker.io/library/almalinux:9`; with the digest if it was pinned. */
  reference: string;
  digest: Digest;
  /** Pinned by digest: it never changes. */
  pinned: boolean;
  /** Absent if it is pinned, was removed, or the registry did not answer. */
  now?: Digest;
}

/**
 * Whether an image may be a rebuild, with newer packages than the publication before it: any image
 * may, unless its annotations exclude it.
 */
export function mayBeRebuild({ intent, pullRequest }: TagstreamAnnotations): boolean {
  return intent === undefined ? pullRequest === undefined : capabilitiesOf(intent)?.rebuilds === true;
}

/**
 * A base of a unit, with the digest that the plan gives it. The digest is absent if the plan builds
 * the base.
 */
export interface PlannedBase extends Pick<UnitBase, "unit" | "platforms"> {
  digest?: Digest;
  /** The manifests of its platforms, if a candidate was built on one of them. */
  manifests?: readonly Digest[];
}

/** The facts that decide the conditions. */
export interface PromotionFacts {
  candidate: Candidate;
  inputs: InputsHash;
  /** The hash of the unit's tests at the commit. */
  tests: string;
  observed?: Observation | undefined;
  /**
   * The newest publication that is not a rollback: a candidate must be newer than a rolled-back
   * image, too.
   */
  published?: { stamp: PublicationId; built?: Timestamp } | undefined;
  /** The time of the plan. */
  now: Timestamp;
  /** Milliseconds. */
  maxAge: number;
  /** The bases after this run. */
  bases?: readonly PlannedBase[];
  /** Absent in a run that publishes nothing. */
  yanks?: KnownYanks | undefined;
}

/** All seven conditions, including failed ones: a person sees every obstacle at once. */
export function promotionConditions(facts: PromotionFacts): Condition[] {
  return [
    sameInputs(facts),
    sameTests(facts),
    basesCurrent(facts),
    withinMaxAge(facts),
    notSuperseded(facts),
    notYanked(facts),
    sameBase(facts),
  ];
}

function sameInputs({ candidate, inputs }: PromotionFacts): Condition {
  const name = "same-inputs";
  if ("none" in inputs) return { name, holds: false, evidence: `it has no inputs hash: ${inputs.none}` };
  const short = (hash: string): string => hash.slice(0, inputsPrefixLength);
  const statedInputs = candidate.annotations.inputs;
  if (statedInputs === inputs.hash) return { name, holds: true, evidence: `inputs ${short(statedInputs)}` };
  const evidence =
    statedInputs === undefined
      ? `its candidate ${shortDigest(candidate.digest)} does not record its inputs`
      : `its candidate ${shortDigest(candidate.digest)} has other inputs: ${short(statedInputs)}, not ${short(inputs.hash)}`;
  return { name, holds: false, evidence };
}

function sameTests({ candidate, tests }: PromotionFacts): Condition {
  const holds = candidate.annotations.tests === tests;
  return { name: "same-tests", holds, evidence: holds ? "the tests are the same" : "its tests have changed" };
}

/** Missing and unreadable bases count as changed, because nothing proves that they are current. */
function basesCurrent({ candidate: { platforms, published } }: PromotionFacts): Condition {
  const name = "bases-current";
  if ("unreadable" in platforms)
    return { name, holds: false, evidence: `its provenance cannot be read: ${platforms.unreadable}` };
  if (platforms.length === 0) return { name, holds: false, evidence: "no platform has readable provenance" };
  const images = new Map(
    platforms.flatMap((entry) => entry.images).map((image) => [`${image.reference}@${image.digest}`, image]),
  );
  const unpinned = [...images.values()].filter(({ pinned }) => !pinned);
  const moved = unpinned.flatMap(({ reference, digest, now }) =>
    now === undefined || now === digest ? [] : [`${reference} ${shortDigest(digest)} → ${shortDigest(now)}`],
  );
  const unknown = unpinned.flatMap(({ reference, now }) => (now === undefined ? [reference] : []));
  // The stream has already shown an earlier publication. An unknown base does not rule it out; a
  // moved base does.
  const isPublished = published !== undefined && moved.length === 0;
  if (moved.length + unknown.length > 0 && !isPublished) {
    const words = [
      ...(moved.length > 0 ? [`base moved: ${moved.join(", ")}`] : []),
      ...(unknown.length > 0 ? [`could not look up its base: ${unknown.join(", ")}`] : []),
    ];
    return { name, holds: false, evidence: words.join("; ") };
  }
  const known = [...images.values()].filter(({ pinned, now }) => pinned || now !== undefined);
  const references = [...new Set(known.map(({ reference }) => reference))];
  const words = [
    ...(references.length > 0 ? [`unchanged: ${references.join(", ")}`] : []),
    ...(unknown.length > 0 ? [`published before; could not look up its base: ${unknown.join(", ")}`] : []),
  ];
  return { name, holds: true, evidence: words.length === 0 ? "it has no base image" : words.join("; ") };
}

function withinMaxAge({ candidate: { annotations }, now, maxAge }: PromotionFacts): Condition {
  const name = "fresh";
  if (annotations.built === undefined) return { name, holds: false, evidence: "its candidate does not record its build time" };
  const age = millisecondsOf(now) - millisecondsOf(annotations.built);
  const old = ageWords(age);
  if (age < 0) return { name, holds: false, evidence: `the build time of its candidate is in the future: ${annotations.built}` };
  return age <= maxAge
    ? { name, holds: true, evidence: `${old} old` }
    : { name, holds: false, evidence: `its candidate is ${old} old; promotion.max-age is ${ageWords(maxAge)}` };
}

/**
 * A later build may have newer packages. The build time of a promoted image counts, not its
 * publication: a merge queue tests the second group before it publishes the first.
 */
function notSuperseded({ candidate: { annotations, published: before }, observed, published }: PromotionFacts): Condition {
  const name = "not-behind";
  if (before) return { name, holds: true, evidence: `published as ${printPublicationId(before)}, and not rebuilt since` };
  const current = observed?.current;
  if (observed === undefined) return { name, holds: false, evidence: "could not query the published image" };
  const newest = published ?? (current && { stamp: current.stamp, built: current.annotations?.built });
  if (!newest) return { name, holds: true, evidence: "nothing is published yet" };
  const { built } = annotations;
  const { timestamp } = newest.stamp;
  const since = [newest.built ?? timestamp, timestamp].sort()[0] ?? timestamp;
  const stamp = printPublicationId(newest.stamp);
  if (built !== undefined && built >= since)
    return { name, holds: true, evidence: built >= timestamp ? `newer than ${stamp}` : `built after the image of ${stamp}` };
  const when = built === undefined ? "" : ` at ${built}`;
  return { name, holds: false, evidence: `${stamp} was published after its candidate was built${when}` };
}

function notYanked({ candidate: { digest }, yanks }: PromotionFacts): Condition {
  const name = "not-yanked";
  const yank = yankOf(digest, yanks?.yanks ?? []);
  if (yank) return { name, holds: false, evidence: yankWords(yank) };
  if (yanks?.unreadable === undefined) return { name, holds: true, evidence: "nobody yanked it" };
  return { name, holds: false, evidence: `could not read which images are yanked: ${withoutStop(yanks.unreadable)}` };
}

/** Each base is the one that the candidate was built on. */
function sameBase({ candidate: { platforms }, bases = [] }: PromotionFacts): Condition {
  const name = "base";
  if (bases.length === 0) return { name, holds: true, evidence: "it has no base in this repository" };
  const faults = bases.flatMap(({ unit, digest, manifests = [], platforms: users }) => {
    if (digest === undefined) return [`this plan rebuilds its base ${unit}`];
    const isProven = !("unreadable" in platforms) && usesOneOf(platforms, [digest, ...manifests], users);
    return isProven ? [] : [`its candidate was not built on the current ${unit} ${shortDigest(digest)}`];
  });
  if (faults.length > 0) return { name, holds: false, evidence: faults.join("; ") };
  const built = bases.map(({ unit, digest }) => `${unit} ${digest && shortDigest(digest)}`);
  return { name, holds: true, evidence: `built on ${listed(built)}` };
}

/** Whether each platform that uses a base, or each of all, was built on one of these digests. */
function usesOneOf(
  platforms: readonly CandidatePlatform[],
  digests: readonly Digest[],
  users: readonly string[] = platforms.map(({ platform }) => platform),
): boolean {
  const wanted = users.map(normalizePlatform);
  const using = platforms.filter(({ platform }) => wanted.includes(normalizePlatform(platform)));
  return (
    using.length >= Math.max(wanted.length, 1) &&
    using.every(({ images }) => images.some(({ digest }) => digests.includes(digest)))
  );
}

/** An age in words: `2 days`, `5 hours`, `under an hour`. */
export function ageWords(milliseconds: number): string {
  const hours = Math.floor(milliseconds / 3_600_000);
  const days = Math.floor(hours / 24);
  const words = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;
  if (days > 0) return words(days, "day");
  return hours > 0 ? words(hours, "hour") : "under an hour";
}
