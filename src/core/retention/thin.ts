import { groupBy } from "../lib/group-by.ts";
import { matchesGlob } from "../lib/text/glob.ts";
import { count } from "../lib/text/words.ts";
import type { Yank } from "../verdicts/verdict.ts";
import { ageOf, daysWords, monthOf, referenceOf, weekOf } from "./ages.ts";
import type { OwnPublication } from "./publications.ts";
import type { KeepReason } from "./retention-plan.ts";
import type { RetentionRules } from "./rules.ts";
import { type KnownRollback, rollbacksOf, withdrawnWords } from "./withdrawn.ts";

/** What a unit's own rules say of one of its publications. */
export interface Thinned {
  keep: readonly KeepReason[];
  /** Why no rule by time or number keeps it. */
  beyond?: string;
  withdrawn?: "yanked" | "rolled back";
}

/** A publication with its age, in milliseconds, and whether it is the newest good one of its week and month. */
interface Aged {
  publication: OwnPublication;
  age: number;
  isOfWeek: boolean;
  isOfMonth: boolean;
  isOfLast: boolean;
  withdrawn: Thinned["withdrawn"];
}

/**
 * What the rules say of each publication of a unit, in their order. What any rule keeps stays.
 * @param publications oldest first
 * @param now milliseconds since 1970
 */
export function thin(
  publications: readonly OwnPublication[],
  rules: RetentionRules,
  { now, yanks }: { now: number; yanks: readonly Yank[] },
): Thinned[] {
  return agedOf(publications, rules, now, yanks).map((one) => {
    const keep = keptBy(one, rules);
    return {
      keep: [...keep, ...protectedBy(one.publication, rules)],
      ...(keep.length > 0 ? {} : { beyond: beyondWords(one, rules) }),
      ...(one.withdrawn ? { withdrawn: one.withdrawn } : {}),
    };
  });
}

function agedOf(
  publications: readonly OwnPublication[],
  { last = 0 }: RetentionRules,
  now: number,
  yanks: readonly Yank[],
): Aged[] {
  const reference = referenceOf(publications, now);
  const rollbacks: KnownRollback[] = rollbacksOf(publications);
  const withdrawn = new Map(publications.map((one) => [one, withdrawnWords(one, rollbacks, yanks)]));
  const good = publications.filter((one) => withdrawn.get(one) === undefined);
  const ofWeeks = newestOfEach(good, ({ stamp }) => weekOf(stamp.timestamp));
  const ofMonths = newestOfEach(good, ({ stamp }) => monthOf(stamp.timestamp));
  const ofLast = new Set([publications, publications.filter(({ counts }) => counts)].flatMap((some) => newestImages(some, last)));
  return publications.map((publication) => ({
    publication,
    age: reference === undefined ? 0 : ageOf(publication.stamp.timestamp, reference),
    isOfWeek: ofWeeks.has(publication),
    isOfMonth: ofMonths.has(publication),
    isOfLast: ofLast.has(publication),
    withdrawn: withdrawn.get(publication),
  }));
}

/** What does not count takes no other's place: people never saw it. */
function newestOfEach<Key>(
  publications: readonly OwnPublication[],
  keyOf: (one: OwnPublication) => Key,
): Set<OwnPublication | undefined> {
  return new Set(
    [...groupBy(publications, keyOf).values()].map((group) => group.findLast(({ counts }) => counts) ?? group.at(-1)),
  );
}

/** The newest publications of so many different images. */
function newestImages(publications: readonly OwnPublication[], most: number): OwnPublication[] {
  const byDigest = new Map<string, OwnPublication>();
  for (const one of publications.toReversed()) if (!byDigest.has(one.digest)) byDigest.set(one.digest, one);
  return [...byDigest.values()].slice(0, most);
}

function keptBy({ age, isOfWeek, isOfMonth, isOfLast }: Aged, { all, weekly, monthly, last }: RetentionRules): KeepReason[] {
  const isWithin = (limit: number | undefined): limit is number => limit !== undefined && age <= limit;
  const reasons: KeepReason[] = [];
  if (isWithin(all)) reasons.push({ kind: "all", text: `within ${daysWords(all)}` });
  if (isOfWeek && isWithin(weekly)) reasons.push({ kind: "weekly", text: "newest of its week" });
  if (isOfMonth && isWithin(monthly)) reasons.push({ kind: "monthly", text: "newest of its month" });
  if (isOfLast && last !== undefined) reasons.push({ kind: "last", text: lastWords(last) });
  return reasons;
}

function protectedBy({ tags }: OwnPublication, { protect = [] }: RetentionRules): KeepReason[] {
  return protect.flatMap((glob): KeepReason[] =>
    tags.some(({ tag }) => matchesGlob(glob, tag)) ? [{ kind: "protect", text: `protected by ${glob}` }] : [],
  );
}

function lastWords(last: number): string {
  return last === 1 ? "the last image" : `one of the last ${count(last, "image")}`;
}

/** `over 90 days, not the newest of its month` */
function beyondWords({ age, withdrawn }: Aged, { all, weekly, monthly, last }: RetentionRules): string {
  const buckets = [
    { limit: weekly, name: "week" },
    { limit: monthly, name: "month" },
  ].filter(({ limit }) => limit !== undefined && age <= limit);
  const exceeded = [all, weekly, monthly].flatMap((limit) => (limit !== undefined && age > limit ? [limit] : []));
  return [
    ...(exceeded.length > 0 ? [`over ${daysWords(Math.max(...exceeded))}`] : []),
    ...(buckets.length > 0 && withdrawn ? [withdrawn] : buckets.map(({ name }) => `not the newest of its ${name}`)),
    ...(last === undefined ? [] : [`not ${lastWords(last)}`]),
  ].join(", ");
}
