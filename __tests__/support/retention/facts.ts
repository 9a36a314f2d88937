import type { Digest } from "../../../src/core/lib/digest.ts";
import type { RepositoryTags, RetentionFacts, RetentionImage, RetentionUnit } from "../../../src/core/retention/facts.ts";
import { planRetention, type RetentionOptions } from "../../../src/core/retention/plan.ts";
import type { PlannedPublication, RetentionPlan } from "../../../src/core/retention/retention-plan.ts";
import type { RetentionPolicy, RetentionRules } from "../../../src/core/retention/rules.ts";
import { type PublicationId, parsePublicationId, printPublicationId } from "../../../src/core/tags/timestamp.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import type { Verdict, Yank } from "../../../src/core/verdicts/verdict.ts";
import { makeDigest, makeUnit } from "../units.ts";

export const day = 86_400_000;

/** Tags and the names of their images: `{ "release-20261123-0617": "a" }`. */
export type Tags = Readonly<Record<string, string>>;

/** A unit with tags in the repositories of its destinations, in their order. */
export function unitWith(unit: Unit, ...places: readonly Tags[]): RetentionUnit {
  return { unit, destinations: unit.destinations.map(({ repository }, index) => tagsIn(repository, places[index] ?? {})) };
}

export function tagsIn(repository: string, tags: Tags): RepositoryTags {
  return { repository, tags: new Map(Object.entries(tags).map(([tag, image]) => [tag, makeDigest(image)])) };
}

/** A unit with one repository. */
export function release(change: Partial<Unit> = {}): Unit {
  return makeUnit("squid:release", change);
}

/** A unit with a publication of a different image under each of these stamps. It shows the last one. */
export function published(stamps: readonly string[], more: Tags = {}, unit: Unit = release()): RetentionUnit {
  const { streamTag } = unit;
  const tags = Object.fromEntries(stamps.map((stamp) => [`${streamTag}-${stamp}`, stamp]));
  const shown = stamps.toSorted().at(-1);
  return unitWith(unit, { ...tags, ...(shown === undefined ? {} : { [streamTag]: shown }), ...more });
}

/** The moment of `2026-11-23T06:17:00Z`, and nothing known that protects. */
export function factsOf(units: readonly RetentionUnit[], change: Partial<RetentionFacts> = {}): RetentionFacts {
  return {
    now: Date.UTC(2026, 10, 23, 6, 17),
    units,
    images: new Map(),
    openPullRequests: new Map(),
    holds: [],
    judgements: { verdicts: [], yanks: [] },
    pins: [],
    keepFile: [],
    unknown: [],
    ...change,
  };
}

/** Images by name. */
export function images(of: Readonly<Record<string, Partial<RetentionImage>>>): Map<Digest, RetentionImage> {
  return new Map(Object.entries(of).map(([image, known]) => [makeDigest(image), { bases: [], ...known }]));
}

export function policyOf(
  rules: RetentionRules,
  units: readonly RetentionUnit[],
  change: Partial<RetentionPolicy> = {},
): RetentionPolicy {
  return { rules: new Map(units.map(({ unit }) => [unit.name, rules])), max: 1000, promotable: 7 * day, ...change };
}

/** A plan for all units, accepted. */
export function planAll(facts: RetentionFacts, policy: RetentionPolicy, options: Partial<RetentionOptions> = {}): RetentionPlan {
  return planRetention(facts, policy, { selected: new Set(facts.units.map(({ unit }) => unit.name)), accept: true, ...options });
}

export function publicationsOf(plan: RetentionPlan, unit = "squid:release"): readonly PlannedPublication[] {
  return plan.units.find((one) => one.unit === unit)?.publications ?? [];
}

/** The stamps that go, oldest first. */
export function goneFrom(plan: RetentionPlan, unit = "squid:release"): string[] {
  return stampsOf(publicationsOf(plan, unit).filter(({ keep }) => keep.length === 0));
}

/** The stamps that stay, oldest first. */
export function keptIn(plan: RetentionPlan, unit = "squid:release"): string[] {
  return stampsOf(publicationsOf(plan, unit).filter(({ keep }) => keep.length > 0));
}

/** The reasons why a publication stays. */
export function reasonsFor(plan: RetentionPlan, stamp: string, unit = "squid:release"): string[] {
  const found = publicationsOf(plan, unit).find((one) => printPublicationId(one.stamp) === stamp);
  return (found?.keep ?? []).map(({ text }) => text);
}

function stampsOf(publications: readonly PlannedPublication[]): string[] {
  return publications.map(({ stamp }) => printPublicationId(stamp)).toSorted();
}

export function stampOf(text: string): PublicationId {
  const stamp = parsePublicationId(text);
  if (!stamp) throw new TypeError(`not a publication: ${text}`);
  return stamp;
}

export function yankOn(image: string, change: Partial<Yank> = {}): Yank {
  return { ...saidOn(image), ...change };
}

export function verdictOn(image: string, verdict: Verdict["verdict"]): Verdict {
  return { ...saidOn(image), verdict };
}

function saidOn(image: string) {
  return {
    unit: "squid:release",
    stamp: stampOf("20261123-0617"),
    digest: makeDigest(image),
    by: "octo",
    at: "2026-11-23T06:17:00Z",
    reason: "crashes at start",
  };
}
