import { capabilitiesOf } from "../events/capabilities.ts";
import type { InputsHash } from "../inputs/inputs-hash.ts";
import { type Digest, shortDigest } from "../lib/digest.ts";
import { millisecondsOf, type Timestamp } from "../lib/timestamp.ts";
import type { TagstreamAnnotations } from "../oci/annotations.ts";
import { type Observation, type PublicationId, printPublicationId } from "../publish/observation.ts";
import { inputsPrefixLength } from "../tags/inputs.ts";
import type { Condition } from "./condition.ts";

/** What is under a unit's candidate tag by inputs hash. Given after green tests on every platform, by a trusted run. */
export interface Candidate {
  digest: Digest;
  annotations: TagstreamAnnotations;
  /** Under which stamp it was published before, where nothing has been rebuilt since. */
  published?: PublicationId;
  /** The images that its provenance names, by platform; or why that cannot be said. */
  platforms: readonly CandidatePlatform[] | { unreadable: string };
}

export interface CandidatePlatform {
  platform: string;
  images: readonly ResolvedImage[];
}

/** An image that a build resolved, and what its reference resolves to now. */
export interface ResolvedImage {
  /** `docker.io/library/almalinux:9`; with a digest where it was pinned. */
  reference: string;
  digest: Digest;
  /** Pinned by digest: it cannot be another tomorrow. */
  pinned: boolean;
  /** Absent when it is pinned, is gone, or could not be asked for. */
  now?: Digest;
}

/** Whether an image may be a rebuild, with newer packages than what was published before it: unless it says that it is none. */
export function mayBeRebuild({ intent, pullRequest }: TagstreamAnnotations): boolean {
  return intent === undefined ? pullRequest === undefined : capabilitiesOf(intent)?.rebuilds === true;
}

/** What the conditions are decided on. */
export interface PromotionFacts {
  candidate: Candidate;
  inputs: InputsHash;
  /** The commit's hash of the unit's tests. */
  tests: string;
  observed?: Observation | undefined;
  /** The newest publication that is not a rollback: a candidate must not be behind what was rolled back, either. */
  published?: { stamp: PublicationId; built?: Timestamp } | undefined;
  /** What the plan's clock said. */
  now: Timestamp;
  /** Milliseconds. */
  maxAge: number;
  /** What the plan makes of the unit's base: its digest after this run, or, where it is built, that there is none yet. */
  base?: { name: string; digest?: Digest } | undefined;
}

/** All six, whether they hold or not, so that a person sees everything that stands in the way. */
export function promotionConditions(facts: PromotionFacts): Condition[] {
  return [sameInputs(facts), sameTests(facts), basesCurrent(facts), withinMaxAge(facts), notSuperseded(facts), sameBase(facts)];
}

function sameInputs({ candidate, inputs }: PromotionFacts): Condition {
  const name = "same-inputs";
  if ("none" in inputs) return { name, holds: false, evidence: `it has no inputs hash: ${inputs.none}` };
  const short = (hash: string): string => hash.slice(0, inputsPrefixLength);
  const statedInputs = candidate.annotations.inputs;
  if (statedInputs === inputs.hash) return { name, holds: true, evidence: `inputs ${short(statedInputs)}` };
  const evidence =
    statedInputs === undefined
      ? `its candidate ${shortDigest(candidate.digest)} does not say what it was made of`
      : `its candidate ${shortDigest(candidate.digest)} was made of other inputs: ${short(statedInputs)}, not ${short(inputs.hash)}`;
  return { name, holds: false, evidence };
}

function sameTests({ candidate, tests }: PromotionFacts): Condition {
  const holds = candidate.annotations.tests === tests;
  return { name: "same-tests", holds, evidence: holds ? "tested by the same tests" : "its tests have changed since" };
}

/** Missing and unreadable count as changed: nothing proves the contrary. */
function basesCurrent({ candidate: { platforms, published } }: PromotionFacts): Condition {
  const name = "bases-current";
  if ("unreadable" in platforms)
    return { name, holds: false, evidence: `its provenance cannot be read: ${platforms.unreadable}` };
  if (platforms.length === 0) return { name, holds: false, evidence: "it has no platform with readable provenance" };
  const images = new Map(
    platforms.flatMap((entry) => entry.images).map((image) => [`${image.reference}@${image.digest}`, image]),
  );
  const unpinned = [...images.values()].filter(({ pinned }) => !pinned);
  const moved = unpinned.flatMap(({ reference, digest, now }) =>
    now === undefined || now === digest ? [] : [`${reference} ${shortDigest(digest)} → ${shortDigest(now)}`],
  );
  const unknown = unpinned.flatMap(({ reference, now }) => (now === undefined ? [reference] : []));
  // A stream has shown what was published before: a base that nobody can look up is no reason to keep that from it, one that moved is.
  const isPublished = published !== undefined && moved.length === 0;
  if (moved.length + unknown.length > 0 && !isPublished) {
    const words = [
      ...(moved.length > 0 ? [`base moved: ${moved.join(", ")}`] : []),
      ...(unknown.length > 0 ? [`what it is built on cannot be looked up: ${unknown.join(", ")}`] : []),
    ];
    return { name, holds: false, evidence: words.join("; ") };
  }
  const known = [...images.values()].filter(({ pinned, now }) => pinned || now !== undefined);
  const references = [...new Set(known.map(({ reference }) => reference))];
  const words = [
    ...(references.length > 0 ? [`unchanged: ${references.join(", ")}`] : []),
    ...(unknown.length > 0 ? [`published before, on ${unknown.join(", ")}, which cannot be looked up now`] : []),
  ];
  return { name, holds: true, evidence: words.length === 0 ? "it is built on no image" : words.join("; ") };
}

function withinMaxAge({ candidate: { annotations }, now, maxAge }: PromotionFacts): Condition {
  const name = "fresh";
  if (annotations.built === undefined) return { name, holds: false, evidence: "its candidate does not say when it was built" };
  const age = millisecondsOf(now) - millisecondsOf(annotations.built);
  const old = ageWords(age);
  if (age < 0)
    return { name, holds: false, evidence: `its candidate says that it was built later than now: ${annotations.built}` };
  return age <= maxAge
    ? { name, holds: true, evidence: `${old} old` }
    : { name, holds: false, evidence: `its candidate is ${old} old, and promotion.max-age is ${ageWords(maxAge)}` };
}

/**
 * A build since then may have newer packages. What counts of an image that was promoted is when it was built: of a merge queue, the second group is
 * tested before the first one is published.
 */
function notSuperseded({ candidate: { annotations, published: before }, observed, published }: PromotionFacts): Condition {
  const name = "not-behind";
  if (before)
    return { name, holds: true, evidence: `published under ${printPublicationId(before)}, and nothing was rebuilt since` };
  const current = observed?.current;
  if (observed === undefined) return { name, holds: false, evidence: "what is published could not be asked" };
  const newest = published ?? (current && { stamp: current.stamp, built: current.annotations?.built });
  if (!newest) return { name, holds: true, evidence: "nothing is published yet" };
  const { built } = annotations;
  const { timestamp } = newest.stamp;
  const since = [newest.built ?? timestamp, timestamp].sort()[0] ?? timestamp;
  const stamp = printPublicationId(newest.stamp);
  if (built !== undefined && built >= since)
    return { name, holds: true, evidence: built >= timestamp ? `newer than ${stamp}` : `built since the image of ${stamp} was` };
  const when = built === undefined ? "" : ` at ${built}`;
  return { name, holds: false, evidence: `${stamp} was published since its candidate was built${when}` };
}

function sameBase({ candidate: { platforms }, base }: PromotionFacts): Condition {
  const name = "base";
  if (!base) return { name, holds: true, evidence: "it has no base of this repository" };
  if (base.digest === undefined) return { name, holds: false, evidence: `${base.name}, which it is built on, is built anew` };
  const { digest } = base;
  const proven =
    !("unreadable" in platforms) &&
    platforms.length > 0 &&
    platforms.every(({ images }) => images.some((image) => image.digest === digest));
  const short = shortDigest(digest);
  return proven
    ? { name, holds: true, evidence: `built on ${base.name} ${short}` }
    : { name, holds: false, evidence: `its candidate was not built on ${base.name} as it is now, ${short}` };
}

/** `2 days`, `5 hours`, `under an hour`: as a person would say it. */
export function ageWords(milliseconds: number): string {
  const hours = Math.floor(milliseconds / 3_600_000);
  const days = Math.floor(hours / 24);
  const words = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;
  if (days > 0) return words(days, "day");
  return hours > 0 ? words(hours, "hour") : "under an hour";
}
