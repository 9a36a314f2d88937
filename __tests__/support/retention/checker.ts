// An independent checker of clean-up plans: it shares no code with `src/core`.
import type { RetentionFacts } from "../../../src/core/retention/facts.ts";
import type { RetentionPlan } from "../../../src/core/retention/retention-plan.ts";
import { checkCandidates, expectedCandidates } from "./checker-candidates.ts";
import { stampAt } from "./checker-dates.ts";
import { type CheckedPublication, type CheckedTag, type CheckedUnit, readUnits } from "./checker-model.ts";
import { digestsInUse, keptByRules, namedInUse, neededDigests, withIndexes, withWhatTheyNeed } from "./checker-reasons.ts";
import type { RandomWorld } from "./random-world.ts";

/** Everything that is wrong with a plan; empty for a good one. */
export function faultsOf(world: RandomWorld, plan: RetentionPlan): string[] {
  const units = readUnits(world.facts);
  const removed = removedTags(plan, world);
  return [
    ...tagFaults(units, removed),
    ...lossFaults(units, removed, plan, world),
    ...ruleFaults(units, plan, world),
    ...limitFaults(plan, world),
    ...leftoverFaults(units, plan, world),
    ...checkCandidates(units, plan, world),
  ];
}

/** A tag with its repository. */
export function nameOf({ repository, tag }: { repository: string; tag: string }): string {
  return `${repository}:${tag}`;
}

/** The tags that one run removes: by its own reading of `refused` and `postponed`. */
export function removedTags(plan: RetentionPlan, { facts }: RandomWorld): Set<string> {
  const tags = removedPublications(plan).flatMap(({ tags: own }) => own);
  const all = [...tags, ...plan.leftovers];
  return new Set(all.filter((one) => isThere(one, facts)).map(nameOf));
}

function isThere(
  { repository, tag, digest }: { repository: string; tag: string; digest: string },
  facts: RetentionFacts,
): boolean {
  return facts.units.some(({ destinations, candidates }) =>
    [...destinations, ...(candidates ? [candidates] : [])].some(
      (one) => one.repository === repository && one.tags.get(tag) === digest,
    ),
  );
}

/** In the order in which they were removed, were they removed at once: the newest ordinary ones are postponed. */
function removedPublications({ units }: RetentionPlan) {
  return units.flatMap(({ publications, refused, postponed = 0 }) => {
    if (refused !== undefined) return [];
    const going = publications.filter(({ keep }) => keep.length === 0);
    const last = [...going].sort((a, b) => Number(b.withdrawn ?? false) - Number(a.withdrawn ?? false)).reverse();
    const late = new Set(newestFirst(last).slice(0, postponed));
    return going.filter((one) => !late.has(one));
  });
}

function newestFirst<T extends { withdrawn?: true; stamp: { timestamp: string; sequence: number } }>(going: T[]): T[] {
  const keyOf = ({ withdrawn, stamp }: T): string =>
    `${withdrawn ? 0 : 1} ${stamp.timestamp} ${String(stamp.sequence).padStart(2, "0")}`;
  return going.toSorted((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
}

/** A later run removes it: what it was built on may go before. */
function isPostponed(one: CheckedPublication, plan: RetentionPlan): boolean {
  const planned = plan.units.find(
    ({ unit, refused, postponed = 0 }) => unit === one.unit && refused === undefined && postponed > 0,
  );
  return planned?.publications.some((other) => isSame(one, other) && other.keep.length === 0) ?? false;
}

/** Only tags of publications, marks and candidates ever go. */
function tagFaults(units: CheckedUnit[], removed: ReadonlySet<string>): string[] {
  return units.flatMap(({ tags }) =>
    tags
      .filter((tag) => removed.has(nameOf(tag)) && (tag.role === "shown" || tag.role === "none"))
      .map((tag) => `removes ${nameOf(tag)}`),
  );
}

/** What is in use is still there, in each repository that had it. */
function lossFaults(units: CheckedUnit[], removed: ReadonlySet<string>, plan: RetentionPlan, { facts }: RandomWorld): string[] {
  const isLeft = (tag: CheckedTag): boolean => !removed.has(nameOf(tag));
  const left = units.flatMap(({ publications }) =>
    publications.filter(({ tags }) => tags.some((tag) => tag.role === "stamp" && isLeft(tag))),
  );
  const images = new Set(
    left.filter((one) => !isPostponed(one, plan)).flatMap((one) => [one.digest, ...one.tags.map(({ digest }) => digest)]),
  );
  const bases = [...facts.images].flatMap(([digest, { bases: own }]) => (images.has(digest) ? own : []));
  const candidates = units.flatMap(({ tags }) =>
    tags.filter((tag) => tag.role === "candidate" && isLeft(tag)).map(({ digest }) => digest),
  );
  const inUse = digestsInUse(units, facts, new Set([...withIndexes(bases, facts), ...candidates]));
  const needed = neededDigests(units, facts);
  const remaining = units.flatMap(({ tags }) => tags.filter(isLeft));
  const faultOf = (one: CheckedTag, own: readonly CheckedTag[]): string | undefined => {
    const others = remaining.filter(({ digest }) => digest === one.digest);
    const here = others.filter(({ repository }) => repository === one.repository);
    if (others.length === 0) return "is the last tag";
    if (one.role === "stamp" && !here.some((other) => own.includes(other) && other.role === "stamp"))
      return "is the last timestamp";
    return needed.has(one.digest) && here.length === 0 ? "is needed there" : undefined;
  };
  const lost = units.flatMap(({ tags }) =>
    tags.flatMap((one) => {
      const fault = isLeft(one) || !inUse.has(one.digest) ? undefined : faultOf(one, tags);
      return fault === undefined ? [] : [`${nameOf(one)} goes, and ${fault} of an image in use`];
    }),
  );
  const named = [...namedInUse(units, facts)].filter(({ tags }) => !tags.every(isLeft));
  return [...lost, ...named.map((one) => `${one.unit} ${one.text} is in use`)];
}

/** What goes had no reason to stay, and what stays has one. */
function ruleFaults(units: CheckedUnit[], plan: RetentionPlan, world: RandomWorld): string[] {
  const { facts, policy, options } = world;
  const first = expectedKept(units, world, new Set());
  const half = units.filter(({ name, publications }) => {
    const isSubject = options.selected.has(name) && policy.rules.has(name) && facts.unknown.length === 0;
    return isSubject && !options.accept && publications.filter((one) => !first.has(one)).length > publications.length / 2;
  });
  const refused = new Set(half.map(({ name }) => name));
  const second = expectedKept(units, world, refused);
  return units.flatMap(({ name, publications }) => {
    const planned = plan.units.find(({ unit }) => unit === name);
    if (!options.selected.has(name)) return planned ? [`${name} is planned, but not selected`] : [];
    const isOn = policy.rules.has(name) && facts.unknown.length === 0;
    const kept = refused.has(name) ? first : second;
    const wanted = publications.filter((one) => !isOn || kept.has(one)).map(({ text }) => text);
    const got = publications
      .filter((one) => planned?.publications.some((other) => isSame(one, other) && other.keep.length > 0))
      .map(({ text }) => text);
    const list =
      planned?.publications.length === publications.length
        ? []
        : [`${name} has ${planned?.publications.length} publications planned`];
    const isRefused = planned?.refused !== undefined;
    return [
      ...list,
      ...(isRefused === refused.has(name) ? [] : [`${name}: refused is ${isRefused}`]),
      ...wanted.filter((one) => !got.includes(one)).map((one) => `${name} ${one} must stay`),
      ...got.filter((one) => !wanted.includes(one)).map((one) => `${name} ${one} stays for nothing`),
    ];
  });
}

function isSame(
  { order }: CheckedPublication,
  { stamp: { timestamp, sequence } }: { stamp: { timestamp: string; sequence: number } },
): boolean {
  const time = timestamp.endsWith("-2400") ? "99:99" : `${timestamp.slice(9, 11)}:${timestamp.slice(11)}`;
  return order === `${timestamp.slice(0, 8)}-${time}-${String(sequence).padStart(2, "0")}`;
}

function expectedKept(units: CheckedUnit[], world: RandomWorld, refused: ReadonlySet<string>): Set<CheckedPublication> {
  const { facts, policy, options } = world;
  const kept = namedInUse(units, facts);
  const staying: CheckedPublication[] = [];
  for (const unit of units) {
    const rules = options.selected.has(unit.name) ? policy.rules.get(unit.name) : undefined;
    if (!rules || refused.has(unit.name)) staying.push(...unit.publications);
    if (rules) for (const one of keptByRules(unit, rules, facts)) kept.add(one);
  }
  const digests = digestsInUse(units, facts, expectedCandidates(units, world, refused).digests);
  withWhatTheyNeed(kept, digests, staying, units, facts);
  return kept;
}

/** Nothing goes when something is unknown; never more than the limit; the oldest first. */
function limitFaults(plan: RetentionPlan, { facts, policy }: RandomWorld): string[] {
  const going = removedPublications(plan);
  const all = plan.units
    .filter(({ refused }) => refused === undefined)
    .flatMap(({ publications }) => publications.filter(({ keep }) => keep.length === 0));
  const late = new Set(all.filter((one) => !going.includes(one)));
  const wanted = new Set(
    newestFirst(all)
      .slice(0, Math.max(0, all.length - policy.max))
      .map(({ stamp }) => stamp.timestamp),
  );
  return [
    ...(facts.unknown.length > 0 && (going.length > 0 || plan.leftovers.length > 0)
      ? ["removes although something is unknown"]
      : []),
    ...(going.length === Math.min(policy.max, all.length)
      ? []
      : [`removes ${going.length} of ${all.length} with max ${policy.max}`]),
    ...[...late]
      .filter(({ stamp }) => !wanted.has(stamp.timestamp))
      .map(({ stamp }) => `postpones ${stamp.timestamp}, and newer ones go`),
  ];
}

/** Marks that no publication has go once they are old, unless they are the last tag of an image in use. */
function leftoverFaults(units: CheckedUnit[], plan: RetentionPlan, world: RandomWorld): string[] {
  const { facts, policy, options } = world;
  const now = stampAt(facts.now);
  const going = new Set(plan.leftovers.map(nameOf));
  return units.flatMap(({ name, tags, publications }) => {
    const newest = publications.filter(({ counts }) => counts).at(-1);
    const isOn = options.selected.has(name) && policy.rules.has(name) && facts.unknown.length === 0;
    const isRefused = plan.units.some(({ unit, refused }) => unit === name && refused !== undefined);
    return tags.flatMap((tag) => {
      if (tag.role !== "mark" || publications.some(({ text }) => text === tag.stamp)) return [];
      const mayGo = isOn && !isRefused && newest !== undefined && (tag.stamp ?? "") < newest.text && (tag.stamp ?? "") < now.text;
      if (going.has(nameOf(tag)) && !mayGo) return [`removes the mark ${nameOf(tag)}`];
      const isLast = !tags.some((one) => one.digest === tag.digest && one !== tag);
      return mayGo && !going.has(nameOf(tag)) && !isLast && tag.digest.includes(Buffer.from("lost").toString("hex"))
        ? [`leaves the mark ${nameOf(tag)}`]
        : [];
    });
  });
}
