import { expect, test } from "@jest/globals";
import { choose, chooseTogether } from "../../../src/core/follow/choose.ts";
import type { FollowFacts, SourcePublication } from "../../../src/core/follow/facts.ts";
import { judgePublications } from "../../../src/core/follow/judge.ts";
import { millisecondsOf, timestampOf } from "../../../src/core/lib/time/timestamp.ts";
import { compareTimestampTags } from "../../../src/core/tags/grammar.ts";
import type { PublicationId } from "../../../src/core/tags/timestamp.ts";
import { hour } from "../../support/follow-facts.ts";
import { isWithdrawn, mayTake } from "../../support/follow-oracle.ts";
import { FollowWorld, type Remembered } from "../../support/follow-world.ts";
import { fuzzSeeds } from "../../support/fuzz.ts";

const hours = 150;
const seeds = fuzzSeeds({ few: 15, all: 2000 });

/** The publication of the world that the follower published last, by its digest. */
function lastIn(world: FollowWorld, digest: string | undefined): Remembered | undefined {
  return digest === undefined ? undefined : world.newestOf(digest);
}

/** How long the stream first showed a publication without a break, by the world's log. */
function hoursShown({ log }: FollowWorld, one: Remembered): number {
  const first = log.indexOf(one);
  if (first === -1) return 0;
  const end = log.findIndex((shown, index) => index > first && shown !== one);
  return (end === -1 ? log.length - 1 : end) - first;
}

/** The newest ordinary publication of a source at a moment. */
function newestAt({ publications }: FollowWorld, moment: PublicationId): Remembered | undefined {
  return publications.findLast(({ stamp, rollback }) => !rollback && compareTimestampTags(stamp, moment) <= 0);
}

/** What both of a set publish or have published, by trying each moment. */
function suitedMoment(
  pair: readonly { world: FollowWorld; last: Remembered | undefined }[],
): (Remembered | undefined)[] | undefined {
  return pair
    .flatMap(({ world }) => world.publications.filter(({ rollback }) => !rollback).map(({ stamp }) => stamp))
    .toSorted((a, b) => compareTimestampTags(b, a))
    .map((moment) => pair.map(({ world, last }) => ({ world, last, one: newestAt(world, moment) })))
    .filter((moment) => moment.every(({ world, last, one }) => one && (one === last || mayTake(world, one, last))))
    .find((moment) => moment.some(({ last, one }) => one !== last))
    ?.map(({ last, one }) => (one === last ? undefined : one));
}

/** Whether a publication is eligible at a moment, if nothing but the clock changes. */
function isEligibleAt(facts: FollowFacts, publication: SourcePublication, moment: number): boolean {
  const judged = judgePublications({ ...facts, now: timestampOf(new Date(moment)) });
  return judged.some((one) => one.publication === publication && one.isEligible);
}

test.each(seeds)("seed %i: the rule and the design agree, hour by hour", (seed) => {
  const world = new FollowWorld(seed);
  let shows: string | undefined;
  for (let at = 0; at < hours; at++) {
    world.pass();
    const last = lastIn(world, shows);
    const facts = world.facts(last);
    const expected = world.publications.filter((one) => mayTake(world, one, last));
    const eligible = judgePublications(facts).filter(({ isEligible }) => isEligible);
    expect(eligible.map(({ publication }) => publication)).toEqual(expected.toReversed());
    const { takes, next } = choose(facts);
    expect(takes?.publication).toEqual(expected.at(-1));
    const due = next?.at && millisecondsOf(next.at);
    if (next && due) expect(isEligibleAt(facts, next.publication, due)).toBe(true);
    if (next && due) expect(isEligibleAt(facts, next.publication, due - 60_000)).toBe(false);
    if (takes && world.random.chance(0.5)) shows = takes.publication.digest;
  }
});

/** A choice of the follower, now and then by hand. */
function chosenIn(world: FollowWorld, last: Remembered | undefined) {
  const ordinary = world.publications.filter(({ rollback }) => !rollback);
  const target = ordinary.length > 0 && world.random.chance(0.05) ? world.random.pick(ordinary) : undefined;
  const first = target && last && target.at < last.at ? target : last;
  const named = target ? { target: { kind: "timestamp" as const, stamp: target.stamp } } : {};
  const advance = target ? { advance: { by: "octo", reason: "urgent", ...named } } : {};
  const { takes } = choose({ ...world.facts(last, first), ...advance });
  return { target, taken: takes && world.publications.find((one) => one === takes.publication), isTaken: takes !== undefined };
}

test.each(seeds)("seed %i: a follower only takes what its source showed and did not withdraw, and never goes back", (seed) => {
  const world = new FollowWorld(seed);
  const { shown, soak, verified = soak } = world.how;
  let shows: string | undefined;
  for (let at = 0; at < hours; at++) {
    world.pass();
    const last = lastIn(world, shows);
    const { target, taken, isTaken } = chosenIn(world, last);
    expect(taken !== undefined).toBe(isTaken);
    if (!taken) continue;
    shows = taken.digest;
    expect([taken.rollback, isWithdrawn(world, taken)]).toEqual([undefined, false]);
    if (target) expect(taken).toBe(target);
    if (target) continue;
    expect(last ? compareTimestampTags(taken.stamp, last.stamp) : 1).toBe(1);
    expect(world.log).toContain(taken);
    expect(hoursShown(world, taken)).toBeGreaterThanOrEqual(Math.min(shown, soak, verified) / hour);
  }
});

test.each(seeds)("seed %i: a set moves to the newest moment that suits both", (seed) => {
  const worlds = [new FollowWorld(seed), new FollowWorld(seed + 100_000)];
  const shows: (string | undefined)[] = [];
  for (let at = 0; at < hours; at++) {
    for (const world of worlds) world.pass();
    const pair = worlds.map((world, index) => ({ world, last: lastIn(world, shows[index]) }));
    const suited = suitedMoment(pair);
    const chosen = chooseTogether(new Map(pair.map(({ world, last }, index) => [`${index}`, world.facts(last)])));
    expect([...chosen.values()].map(({ takes }) => takes?.publication)).toEqual(suited ?? [undefined, undefined]);
    for (const [index, one] of (suited ?? []).entries()) if (one) shows[index] = one.digest;
  }
});
