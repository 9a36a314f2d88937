import { oneLine } from "../lib/text/clean.ts";
import type { Timestamp } from "../lib/time/timestamp.ts";
import type { Condition } from "../plan/condition.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import { type PublicationId, printPublicationId } from "../tags/timestamp.ts";
import type { FollowFacts, SourcePublication } from "./facts.ts";
import { bindingConditions, type Judged, judgePublications } from "./judge.ts";
import { withdrawalOf } from "./withdrawal.ts";

/** A follower that moves together with others, and its source's publications. */
export interface Member {
  /** The follower's unit name. */
  name: string;
  facts: FollowFacts;
  judged: ReadonlyMap<SourcePublication, Judged>;
}

/** What the sources of several followers showed together at a moment. */
export interface Moment {
  at: PublicationId;
  /** By follower, what it would publish. The others published last what their source showed. */
  moves: ReadonlyMap<string, Judged>;
  isEligible: boolean;
  /** When time alone lets all of it be published. */
  due?: Timestamp;
  /** The conditions that do not hold, each with the follower that it keeps. */
  failing: readonly Condition[];
}

export function memberOf(name: string, facts: FollowFacts): Member {
  return { name, facts, judged: new Map(judgePublications(facts).map((one) => [one.publication, one])) };
}

/**
 * What the sources showed at a moment. Undefined if nobody would move, or if somebody would have to
 * publish what it never can.
 */
export function momentAt(at: PublicationId, members: readonly Member[]): Moment | undefined {
  const moves = new Map<string, Judged>();
  for (const member of members) {
    const publication = newestAt(at, member.facts);
    if (publication && isLast(publication, member.facts)) continue;
    const judged = publication && member.judged.get(publication);
    if (judged) moves.set(member.name, judged);
    else if (member.facts.unknown === undefined) return undefined;
  }
  const all = [...moves.values()];
  if (all.length === 0 || all.some(({ isExcluded, isEligible }) => isExcluded && !isEligible)) return undefined;
  const failing = members.flatMap((member) => failingOf(member, moves.get(member.name)));
  if (failing.length === 0) return { at, moves, isEligible: true, failing };
  const due = dueOf(all, failing);
  return { at, moves, isEligible: false, ...(due ? { due } : {}), failing };
}

/** The newest ordinary publication of the source, also if a later run of it failed. */
function newestAt(at: PublicationId, { publications }: FollowFacts): SourcePublication | undefined {
  return publications.findLast(({ stamp, rollback }) => !rollback && compareTimestampTags(stamp, at) <= 0);
}

/**
 * Whether a follower published it last. The timestamp alone does not tell: one run may publish in
 * the source and in the follower. After a rollback, a person may advance to it again.
 */
function isLast({ stamp, digest }: SourcePublication, { last, advance, isRolledBack }: FollowFacts): boolean {
  if (advance?.target && isRolledBack) return false;
  return last !== undefined && last.digest === digest && compareTimestampTags(stamp, last.stamp) === 0;
}

/**
 * Why what the sources showed at a moment is not published, not even by hand; undefined if all
 * published it last. Who names what is withdrawn since hears that, also of what was published last.
 */
export function refusalAt(at: PublicationId, members: readonly Member[], isNamed: boolean): string | undefined {
  for (const member of members) {
    const refusal = refusalOf(at, member, isNamed);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function refusalOf(at: PublicationId, { facts, judged }: Member, isNamed: boolean): string | undefined {
  const { unit } = facts.follows;
  const publication = newestAt(at, facts);
  if (facts.unknown !== undefined) return `${unit} is unknown: ${oneLine(facts.unknown)}`;
  if (!publication) return `${unit} had published nothing at ${printPublicationId(at)}`;
  const refused = `${printPublicationId(publication.stamp)} of ${unit} is refused`;
  if (isLast(publication, facts)) {
    const withdrawal = isNamed ? withdrawalOf(publication, facts) : undefined;
    return withdrawal && `${refused}: ${withdrawal.words}`;
  }
  const one = judged.get(publication);
  if (!one || one.isEligible) return undefined;
  return `${refused}: ${bindingConditions(one)
    .map(({ evidence }) => evidence)
    .join(", ")}`;
}

/** A follower whose source is unknown keeps the others, even if it seems to have nothing to publish. */
function failingOf({ name, facts }: Member, judged: Judged | undefined): Condition[] {
  if (!judged)
    return facts.unknown === undefined ? [] : [{ name: "known", holds: false, evidence: `${name}: ${oneLine(facts.unknown)}` }];
  if (judged.isEligible) return [];
  return judged.conditions
    .filter(({ holds }) => !holds)
    .map((condition) => ({ ...condition, evidence: `${name}: ${condition.evidence}` }));
}

function dueOf(moves: readonly Judged[], failing: readonly Condition[]): Timestamp | undefined {
  if (failing.some(({ name }) => name !== "soaked" && name !== "shown")) return undefined;
  const waiting = moves.filter(({ isEligible }) => !isEligible).map(({ at }) => at);
  return waiting.includes(undefined) ? undefined : waiting.toSorted().at(-1);
}
