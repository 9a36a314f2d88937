import type { HoldNeed, Need, RetentionFacts, RetentionUnit } from "../../../src/core/retention/facts.ts";
import type { RetentionOptions } from "../../../src/core/retention/plan.ts";
import type { RetentionPolicy, RetentionRules } from "../../../src/core/retention/rules.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { createRandom, type Random } from "../chaos/random.ts";
import { makeDigest, makeUnit } from "../units.ts";
import { day, stampOf, verdictOn, yankOn } from "./facts.ts";
import { addCandidates } from "./random-candidates.ts";
import type { Draft, DraftUnit, RandomPublication } from "./random-draft.ts";
import { memberOf, publishAtRandom } from "./random-publications.ts";

/** Everything that a plan is made from. */
export interface RandomWorld {
  facts: RetentionFacts;
  policy: RetentionPolicy;
  options: RetentionOptions;
}

/** Images with streams, followers and bases in one to three registries that partly lag, with all that protects. */
export function randomWorld(seed: number): RandomWorld {
  const random = createRandom(seed);
  const form = random.chance(0.15) ? "day" : "minute";
  const draft: Draft = {
    random,
    now: Date.UTC(2026, 10, 23, 6, 17),
    form,
    units: new Map(),
    images: new Map(),
    openPullRequests: new Map(),
  };
  for (const image of ["base", "app", "tool"].slice(0, 1 + random.below(3))) addUnits(draft, image);
  for (const own of draft.units.values()) addCandidates(draft, own);
  return { facts: factsFrom(draft), policy: policyFrom(draft), options: optionsFrom(draft) };
}

function addUnits(draft: Draft, image: string): void {
  const { random, form } = draft;
  const hosts = ["one", "two", "three"].slice(0, 1 + random.below(3));
  const streams = ["canary", "fresh", "stable"].slice(random.below(2), 2 + random.below(2));
  let source: string | undefined;
  for (const stream of streams) {
    const unit = makeUnit(`${image}:${stream}`, {
      aliases: random.chance(0.5) ? [{ tag: `x-${stream}`, timestamps: random.chance(0.6) }] : [],
      ...(random.chance(0.3) ? { evaluatedAliases: [{ pattern: `${stream}.{sha}`, timestamps: random.chance(0.5) }] } : {}),
      ...(stream === "fresh" && random.chance(0.4) ? { versions: { gitTag: "v{version}" } } : {}),
      ...(form === "day" ? { timestamps: "day" as const } : {}),
      ...(image === "app" && source === undefined ? { base: "base:fresh" } : {}),
      destinations: hosts.map((host) => ({ repository: `${host}.example.org/osg/${image}`, required: host !== "three" })),
      ...(source === undefined ? {} : { follows: followOf(source, image) }),
    });
    const own: DraftUnit = {
      unit,
      publications: [],
      places: new Map(unit.destinations.map(({ repository }) => [repository, new Map()])),
    };
    draft.units.set(unit.name, own);
    publishAtRandom(draft, own);
    source = unit.name;
  }
}

function followOf(unit: string, image: string): NonNullable<Unit["follows"]> {
  return { unit, repository: `one.example.org/osg/${image}`, soak: 7 * day, shown: day, verdict: "optional" };
}

function factsFrom(draft: Draft): RetentionFacts {
  const { random } = draft;
  const units = [...draft.units.values()].map(
    ({ unit, places, candidates }): RetentionUnit => ({
      unit,
      destinations: [...places].map(([repository, tags]) => ({ repository, tags })),
      ...(candidates ? { candidates } : {}),
    }),
  );
  const some = (most: number): RandomPublication[] => {
    const all = [...draft.units.values()].flatMap(({ publications }) => publications);
    return all.length === 0 ? [] : Array.from({ length: random.below(most) }, () => random.pick(all));
  };
  return {
    now: draft.now,
    units,
    images: draft.images,
    openPullRequests: draft.openPullRequests,
    holds: some(2).map((one) => holdOn(draft, one)),
    judgements: {
      verdicts: some(3).map(({ image }) => verdictOn(image, random.pick(["good", "bad"] as const))),
      yanks: some(3).map(({ image }) =>
        yankOn(image, random.chance(0.2) ? { undone: { by: "octo", at: "2026-11-23T07:00:00Z", reason: "it works" } } : {}),
      ),
    },
    pins: some(4).map((one, index) => needOf(draft, one, `k8s/squid.yaml:${index + 1}`)),
    keepFile: some(3).map((one, index) => needOf(draft, one, `keep.txt:${index + 1}`)),
    unknown: random.chance(0.03) ? ["one.example.org/osg/base did not answer"] : [],
  };
}

function holdOn({ random }: Draft, { unit, image, stamp }: RandomPublication): HoldNeed {
  return {
    unit,
    issue: 12,
    ...(random.chance(0.8) ? { digest: makeDigest(image) } : {}),
    ...(random.chance(0.5) ? { stamp: stampOf(stamp) } : {}),
  };
}

function needOf({ random, units }: Draft, { unit, image, stamp }: RandomPublication, by: string): Need {
  const own = units.get(unit)?.unit;
  const repository = random.pick(own?.destinations ?? []).repository;
  const tag = `${own?.streamTag}-${stamp}`;
  const way = random.below(5);
  if (way === 0) return { digest: makeDigest(image), by };
  if (way === 4) return { digest: memberOf(image), by };
  if (way === 1) return { digest: makeDigest(image), tag: { repository, tag }, by };
  return { tag: way === 2 ? { tag } : { repository, tag }, by };
}

function policyFrom({ random, units }: Draft): RetentionPolicy {
  const rules = [...units.keys()].flatMap((name) => (random.chance(0.85) ? [[name, rulesAtRandom(random)] as const] : []));
  const ruled = new Set(rules.map(([name]) => name));
  const never = [...units.keys()].filter((name) => !ruled.has(name) && random.chance(0.5));
  return {
    rules: new Map(rules),
    ...(never.length === 0 ? {} : { never: new Set(never) }),
    ...(random.chance(0.8) ? { candidates: random.pick([3, 14, 30]) * day } : {}),
    max: random.chance(0.2) ? 1 + random.below(5) : 1000,
    promotable: random.chance(0.2) ? "never" : random.pick([2, 7, 21]) * day,
  };
}

function rulesAtRandom(random: Random): RetentionRules {
  const all = [{ all: 30 * day }, { all: 90 * day }, { weekly: 90 * day }, { monthly: 365 * day }, { last: 1 + random.below(5) }];
  const chosen = all.filter(() => random.chance(0.4));
  const protect = random.chance(0.1) ? { protect: [random.pick(["*-20260?*", "*-2025*-0?", "x-*", "nothing-*"])] } : {};
  return Object.assign({}, ...(chosen.length === 0 ? [random.pick(all)] : chosen), protect);
}

function optionsFrom({ random, units }: Draft): RetentionOptions {
  const selected = [...units.keys()].filter(() => random.chance(0.9));
  return { selected: new Set(selected), accept: random.chance(0.6) };
}
