import { oneLine } from "../lib/text/clean.ts";
import type { Timestamp } from "../lib/time/timestamp.ts";
import type { Condition } from "../plan/condition.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import { type PublicationId, printPublicationId } from "../tags/timestamp.ts";
import type { FollowFacts, SourcePublication } from "./facts.ts";
import { type Judged, judge } from "./judge.ts";

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
  return { name, facts, judged: new Map(judge(facts).map((one) => [one.publication, one])) };
}

/**
 * What the sources showed at a moment. Undefined if nobody would move, or if somebody would have to
 * publish what it never can.
 */
export function momentAt(at: PublicationId, members: readonly Member[]): Moment | undefined {
  const moves = new Map<string, Judged>();
  for (const member of members) {
    const publication = newestAt(at, member.facts);
    if (publication && isDone(publication, member.facts)) continue;
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

/** Whether the follower has nothing to do for a publication. What it was rolled back from, a person may name again. */
function isDone(publication: SourcePublication, facts: FollowFacts): boolean {
  return isLast(publication, facts) && !(facts.isRolledBack && facts.advance?.target);
}

/** The timestamp alone does not tell: one run may publish in the source and in the follower. */
function isLast({ stamp, digest }: SourcePublication, { last }: FollowFacts): boolean {
  return last !== undefined && last.digest === digest && compareTimestampTags(stamp, last.stamp) === 0;
}

/** Why what the sources showed at a moment is not published, not even by hand; undefined if all published it last. */
export function refusalAt(at: PublicationId, members: readonly Member[]): string | undefined {
  for (const { facts, judged } of members) {
    const { unit } = facts.follows;
    const publication = newestAt(at, facts);
    const one = publication && judged.get(publication);
    if (facts.unknown !== undefined) return `${unit} is unknown: ${oneLine(facts.unknown)}`;
    if (!publication) return `${unit} had published nothing at ${printPublicationId(at)}`;
    if (!one || one.isEligible || isDone(publication, facts)) continue;
    const refused = one.conditions.filter(({ name, holds }) => !holds && !one.waived.some((waived) => waived === name));
    return `${printPublicationId(publication.stamp)} of ${unit} is refused: ${refused.map(({ evidence }) => evidence).join(", ")}`;
  }
  return undefined;
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
