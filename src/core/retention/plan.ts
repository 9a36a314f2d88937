import type { Digest } from "../lib/digest.ts";
import { type SortedCandidates, sortCandidates } from "./candidates.ts";
import type { RetentionFacts } from "./facts.ts";
import { Keeper, type Kept } from "./keep.ts";
import { orphanedMarks, takeUnlessLast } from "./leftovers.ts";
import { notesOn } from "./notes.ts";
import { allRemovals, tagsToRemove } from "./order.ts";
import { protectionsOf } from "./protect.ts";
import type { Protections } from "./protections.ts";
import { type OwnPublication, type ReadUnit, readUnits } from "./publications.ts";
import { refusalOf, withPostponed } from "./refusal.ts";
import { RemainingTags } from "./remaining.ts";
import {
  type KeepReason,
  type PlannedLeftover,
  type PlannedPublication,
  type PlannedUnit,
  publicationName,
  type RetentionPlan,
  tagKey,
} from "./retention-plan.ts";
import type { RetentionPolicy, RetentionRules } from "./rules.ts";
import { type Thinned, thin } from "./thin.ts";

export interface RetentionOptions {
  /** The names of the units to clean up. The others keep everything, and what they need. */
  selected: ReadonlySet<string>;
  /** Whether a unit may lose more than half of its publications. */
  accept: boolean;
}

/** A selected unit that has rules, with what they say of its publications. */
interface Ruled {
  read: ReadUnit;
  thinned: ReadonlyMap<OwnPublication, Thinned>;
}

/** What decides on every unit, if some of them lose nothing. */
interface Situation {
  units: readonly ReadUnit[];
  facts: RetentionFacts;
  ruled: ReadonlyMap<ReadUnit, Ruled>;
  candidates: SortedCandidates;
  protections: Protections;
  kept: Kept;
}

const noRules: readonly KeepReason[] = [{ kind: "no-rules", text: "no rules" }];
const unknown: readonly KeepReason[] = [{ kind: "unknown", text: "something could not be read" }];

/**
 * Plans a clean-up: which publications, candidates and leftovers of failed runs go, and why the
 * others stay. If anything could not be read, nothing goes.
 */
export function planRetention(facts: RetentionFacts, policy: RetentionPolicy, options: RetentionOptions): RetentionPlan {
  const units = readUnits(facts.units);
  const selected = units.filter(({ unit }) => options.selected.has(unit.name));
  const ruled = ruledUnits(selected, policy, facts);
  const situationWith = (refused: ReadonlySet<ReadUnit>): Situation => {
    const open =
      facts.unknown.length > 0 ? [] : selected.filter((read) => !refused.has(read) && !policy.never?.has(read.unit.name));
    const candidates = sortCandidates(units, facts, policy, new Set(open.map(({ unit }) => unit.name)));
    const protections = protectionsOf(units, facts, candidates.staying);
    return { units, facts, ruled, candidates, protections, kept: keptIn(units, facts, ruled, protections, refused) };
  };
  const first = situationWith(new Set());
  const refusals = refusalsIn(first, options.accept);
  // A unit that loses nothing needs what it shows and what it was built on.
  const situation = refusals.size === 0 ? first : situationWith(new Set(refusals.keys()));
  const planned = selected.map((read): PlannedUnit => {
    const refused = refusals.get(read);
    return refused === undefined ? plannedUnit(read, situation) : { ...plannedUnit(read, first), refused };
  });
  return finish(situation, withoutTagsOfOthers(planned, units), policy, selected);
}

function ruledUnits(selected: readonly ReadUnit[], policy: RetentionPolicy, facts: RetentionFacts): Map<ReadUnit, Ruled> {
  const withRules = selected.flatMap((read) => {
    const rules: RetentionRules | undefined = policy.rules.get(read.unit.name);
    return rules ? [{ read, rules }] : [];
  });
  return new Map(
    withRules.map(({ read, rules }) => {
      const { publications } = read;
      const thinned = thin(publications, rules, { now: facts.now, yanks: facts.judgements.yanks });
      const byPublication = new Map(
        publications.flatMap((one, index) => (thinned[index] ? [[one, thinned[index]] as const] : [])),
      );
      return [read, { read, thinned: byPublication }] as const;
    }),
  );
}

/** What stays if these units lose nothing. */
function keptIn(
  units: readonly ReadUnit[],
  { images }: RetentionFacts,
  ruled: Situation["ruled"],
  protections: Protections,
  refused: ReadonlySet<ReadUnit>,
): Kept {
  const keeper = new Keeper(units, images, protections);
  for (const read of units) {
    const own = ruled.get(read);
    if (!own || refused.has(read)) for (const one of read.publications) keeper.use(one);
    for (const [one, { keep }] of own?.thinned ?? []) for (const reason of keep) keeper.keep(one, reason);
  }
  return keeper.settle();
}

function refusalsIn({ ruled, facts, kept }: Situation, accept: boolean): Map<ReadUnit, string> {
  const refusals = new Map<ReadUnit, string>();
  if (facts.unknown.length > 0) return refusals;
  for (const { read } of ruled.values()) {
    const going = read.publications.filter((one) => !kept.has(one)).length;
    const refused = refusalOf(going, read.publications.length, accept);
    if (refused !== undefined) refusals.set(read, refused);
  }
  return refusals;
}

function plannedUnit(read: ReadUnit, { ruled, facts, kept }: Situation): PlannedUnit {
  const own = ruled.get(read);
  const repositories = read.unit.destinations.map(({ repository }) => repository);
  const publications = read.publications.map((one): PlannedPublication => {
    const { beyond, withdrawn } = own?.thinned.get(one) ?? {};
    const reasons = kept.get(one) ?? [];
    const isKept = reasons.length > 0;
    return {
      stamp: one.stamp,
      digest: one.digest,
      keep: isKept ? reasons : own ? (facts.unknown.length > 0 ? unknown : []) : noRules,
      ...(beyond === undefined ? {} : { beyond }),
      ...(withdrawn ? { withdrawn: true as const } : {}),
      tags: tagsToRemove(one.tags, repositories),
    };
  });
  return { unit: read.unit.name, publications: publications.toReversed() };
}

/** Leaves out tags that something else needs, too: a unit's alias may have belonged to another one before. */
function withoutTagsOfOthers(planned: readonly PlannedUnit[], units: readonly ReadUnit[]): PlannedUnit[] {
  const going = new Set(allRemovals(planned).map(({ unit, publication }) => publicationName(unit, publication.stamp)));
  const isShared = sharedBySeveral(units);
  const others = new Set<string>();
  for (const { unit, publications, shown, candidates } of units) {
    if (!unit.destinations.some(({ repository }) => isShared(repository))) continue;
    const staying = publications.filter((one) => !going.has(publicationName(unit.name, one.stamp)));
    for (const tag of [...staying.flatMap(({ tags }) => tags), ...shown, ...candidates]) others.add(tagKey(tag));
  }
  return planned.map((one) => ({
    ...one,
    publications: one.publications.map((publication) =>
      going.has(publicationName(one.unit, publication.stamp))
        ? { ...publication, tags: publication.tags.filter((tag) => !isShared(tag.repository) || !others.has(tagKey(tag))) }
        : publication,
    ),
  }));
}

/** Whether several units have tags in a repository. */
function sharedBySeveral(units: readonly ReadUnit[]): (repository: string) => boolean {
  const all = units.flatMap(({ unit }) => unit.destinations.map(({ repository }) => repository));
  const shared = new Set(all.filter((repository, index) => all.indexOf(repository) !== index));
  return (repository) => shared.has(repository);
}

/** Adds candidates and leftovers, the limit of the run, and what must still be there afterwards. */
function finish(
  { units, facts, ruled, candidates, protections }: Situation,
  planned: readonly PlannedUnit[],
  policy: RetentionPolicy,
  selected: readonly ReadUnit[],
): RetentionPlan {
  const remaining = new RemainingTags(facts.units);
  for (const { publication } of allRemovals(planned)) for (const tag of publication.tags) remaining.remove(tag);
  const refused = new Set(planned.flatMap((one) => (one.refused === undefined ? [] : [one.unit])));
  const isRefused = ({ unit }: PlannedLeftover): boolean => refused.has(unit);
  const marks = facts.unknown.length > 0 ? [] : [...ruled.keys()].flatMap((read) => orphanedMarks(read, facts));
  const shown = new Set(units.flatMap((read) => read.shown.map(tagKey)));
  const going = [...candidates.going, ...marks].filter((one) => !isRefused(one) && !shown.has(tagKey(one)));
  const last = takeUnlessLast(going, remaining, protections);
  const kept = candidates.going.filter((one) => last.has(one)).map((one) => ({ ...one, why: lastWords(one, protections) }));
  const gone = new Set(allRemovals(planned).map(({ unit, publication }) => publicationName(unit, publication.stamp)));
  const staying = units.flatMap(({ unit, publications }) =>
    publications.filter((one) => !gone.has(publicationName(unit.name, one.stamp))),
  );
  const needed = new Set<Digest>([...protections.digests(), ...staying.flatMap(({ tags }) => tags.map(({ digest }) => digest))]);
  return {
    units: withPostponed(planned, policy.max),
    leftovers: going.filter((one) => !last.has(one)),
    keptCandidates: [...candidates.kept, ...kept],
    needed,
    protected: remaining.byRepository(needed),
    notes: notesOn(units, selected, policy, facts),
  };
}

function lastWords({ digest }: PlannedLeftover, protections: Protections): string {
  return protections.reasonsFor(digest)[0]?.text ?? "its image is in use";
}
