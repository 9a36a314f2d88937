import { compareTimestampTags } from "../tags/grammar.ts";
import { type PublicationId, printPublicationId } from "../tags/timestamp.ts";
import { advanceTarget } from "./advance-target.ts";
import type { FollowFacts } from "./facts.ts";
import type { Judged } from "./judge.ts";
import { type Member, type Moment, memberOf, momentAt, refusalAt } from "./moment.ts";

/** What a follower publishes now, and what it publishes next. */
export interface FollowChoice {
  takes?: Judged;
  /** The newer publication that becomes eligible first. Absent for an advance. */
  next?: Judged;
  /** Why an advance has no target, or its target is refused: a sentence without its full stop. */
  problem?: string;
}

/**
 * What a follower that moves alone publishes: the newest publication of its source that meets all
 * seven conditions. Empty if it published that last, also by hand: a run may repeat an advance.
 */
export function choose(facts: FollowFacts): FollowChoice {
  return chooseTogether(new Map([["", facts]])).get("") ?? {};
}

/**
 * What the followers of a set publish: what their sources showed together at the newest moment at
 * which each may publish it, or published it last.
 */
export function chooseTogether(all: ReadonlyMap<string, FollowFacts>): Map<string, FollowChoice> {
  const members = [...all].map(([name, facts]) => memberOf(name, facts));
  const moments = momentsOf(members);
  const advances = members.some(({ facts }) => facts.advance);
  if (advances) return advanced(members, moments);
  const newer: Moment[] = [];
  let taken: Moment | undefined;
  for (const at of moments) {
    const moment = momentAt(at, members);
    if (moment?.isEligible) {
      taken = moment;
      break;
    }
    if (moment) newer.push(moment);
  }
  const next = firstOf(newer);
  return choicesOf(members, (name) => {
    const takes = taken?.moves.get(name);
    const awaited = next && waitingFor(name, next);
    const isNews = awaited && awaited.publication !== takes?.publication;
    return { ...(takes ? { takes } : {}), ...(isNews ? { next: awaited } : {}) };
  });
}

/** The moments at which a source published something, newest first. */
function momentsOf(members: readonly Member[]): PublicationId[] {
  const stamps = members.flatMap(({ facts }) => facts.publications.filter(({ rollback }) => !rollback).map(({ stamp }) => stamp));
  const unique = new Map(stamps.map((stamp) => [printPublicationId(stamp), stamp]));
  return [...unique.values()].sort((a, b) => compareTimestampTags(b, a));
}

function choicesOf(members: readonly Member[], choice: (name: string) => FollowChoice): Map<string, FollowChoice> {
  return new Map(members.map(({ name }) => [name, choice(name)]));
}

/** The moment that comes first: by time alone or, if none does, the oldest that nobody withdrew. */
function firstOf(newestFirst: readonly Moment[]): Moment | undefined {
  const oldestFirst = newestFirst.toReversed();
  const dated = oldestFirst.filter(({ due }) => due !== undefined).toSorted((a, b) => ((a.due ?? "") < (b.due ?? "") ? -1 : 1));
  const others = oldestFirst.filter(({ failing }) => failing.every(({ name }) => name !== "not-withdrawn"));
  return dated[0] ?? others[0] ?? oldestFirst[0];
}

/** What a follower waits for at a moment: its own conditions, and those of the others where its own hold. */
function waitingFor(name: string, { moves, due, failing }: Moment): Judged | undefined {
  const own = moves.get(name);
  if (!own) return undefined;
  const { at: _, ...rest } = own;
  const conditions = own.conditions.map((one) => (one.holds ? (failing.find((other) => other.name === one.name) ?? one) : one));
  return { ...rest, conditions, isEligible: false, ...(due ? { at: due } : {}) };
}

/** What an advance publishes in each follower. */
function advanced(members: readonly Member[], moments: readonly PublicationId[]): Map<string, FollowChoice> {
  const targets = members.map(({ facts }) => advanceTarget(facts));
  const target = targets.find((one) => typeof one === "object");
  const refusal = targets.find((one) => typeof one === "string");
  if (!target && refusal !== undefined) return choicesOf(members, () => ({ problem: refusal }));
  const wanted = target ? [target] : moments;
  const taken = wanted.map((at) => momentAt(at, members)).find((moment) => moment?.isEligible);
  if (taken) {
    return choicesOf(members, (name) => {
      const takes = taken.moves.get(name);
      return takes ? { takes } : {};
    });
  }
  const problem = wanted[0]
    ? refusalAt(wanted[0], members, target !== undefined)
    : "there is nothing to publish: the source has no timestamp tags";
  return choicesOf(members, () => (problem === undefined ? {} : { problem }));
}
