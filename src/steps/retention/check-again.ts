import type { Digest } from "../../core/lib/digest.ts";
import { withoutStop } from "../../core/lib/text/words.ts";
import { withDependents } from "../../core/retention/dependents.ts";
import type { DoomedTag } from "../../core/retention/doomed.ts";
import type { RepositoryTags, RetentionUnit } from "../../core/retention/facts.ts";
import { kindOfTag, movingTagsOf } from "../../core/tags/publication-tags.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Ports } from "../../ports/index.ts";
import { readPinNeeds } from "../pins/needs.ts";
import { openAmong } from "./candidates.ts";
import type { GatheredRetention, RetentionQuestion } from "./gather.ts";
import { LatestPlan, type PlannedFacts } from "./latest-plan.ts";
import { readDecisions } from "./needs.ts";
import { orReason } from "./or-reason.ts";

/** Milliseconds for which files of `pins` and pull requests count as unchanged: many requests read them. */
const githubLasts = 60_000;
/** The same of what other units show that need images of the tag's unit: they may be many. */
const dependentsLast = 10_000;

export interface Recheck {
  /** Why a tag must stay after all: a clause for people. Undefined if it may go. */
  whyStays(doomed: DoomedTag): Promise<string | undefined>;
  /** Looks once more at decisions and at the files of `pins`. Throws no Failure. */
  lookAgain(): Promise<void>;
  /** What could not be read by then: sentences for people. After that, nothing more goes. */
  unknown(): readonly string[];
  /** The newest plan whose facts are all known. */
  latest(): PlannedFacts;
}

/**
 * Looks again, right before each removal, at what may have changed since the plan: the moving tags of
 * the tag's unit in all its registries, holds, verdicts and yanks; now and then also at the moving tags
 * of the units that need images of it, at the files of `pins` and, for a candidate, at pull requests. If
 * any of it differs, it plans anew: only what both plans remove may go.
 */
export function createRecheck(gathered: GatheredRetention, question: RetentionQuestion, ports: Ports): Recheck {
  const plan = new LatestPlan(gathered, question, ports);
  const lookAtDecisions = shared(() => readDecisionsAgain(plan, question, ports));
  const lookAtPins = shared(() => readPinsAgain(plan, question, ports));
  const lookAtPullRequests = shared(() => readPullRequestsAgain(plan, ports));
  // The plan's own reading may be minutes old.
  const { now } = gathered.facts;
  const isDue = createTimer(ports.clock, new Map(["pins", "pull requests"].map((what) => [what, now])));
  const look = async ({ unit, stamp }: DoomedTag): Promise<void> => {
    const others = isDue(`dependents of ${unit}`, dependentsLast) ? withDependents(unit, question.units) : [];
    const names = new Set([unit, ...others.map(({ name }) => name)]);
    const pins = isDue("pins", githubLasts) ? lookAtPins() : undefined;
    const pullRequests = !stamp && isDue("pull requests", githubLasts) ? lookAtPullRequests() : undefined;
    await Promise.all([lookAtDecisions(), pins, pullRequests, ...[...names].map((name) => readTagsAgain(plan, name, ports))]);
  };
  const lookOr = async (words: string, work: () => Promise<unknown>): Promise<void> => {
    const failed = await orReason(work);
    if (failed === undefined || typeof failed !== "string") return;
    await plan.learn((facts) => ({
      ...facts,
      unknown: [...facts.unknown, `Could not look again at ${words}: ${withoutStop(failed)}.`],
    }));
  };
  return {
    async whyStays(doomed) {
      const { unit, repository } = doomed;
      if (plan.whyStays(doomed) === undefined) await lookOr(`${unit}, before a removal from ${repository}`, () => look(doomed));
      return plan.whyStays(doomed);
    },
    lookAgain: () => lookOr("what is in use", () => Promise.all([lookAtDecisions(), lookAtPins()])),
    unknown: () => plan.facts.unknown,
    latest: () => plan.known,
  };
}

async function readDecisionsAgain(plan: LatestPlan, { units }: RetentionQuestion, { forge }: Ports): Promise<void> {
  const { holds, judgements, unknown } = await readDecisions(units, forge);
  const before = { holds: plan.facts.holds, judgements: plan.facts.judgements };
  if (unknown.length > 0 || differ(before, { holds, judgements }))
    await plan.learn((facts) => ({ ...facts, holds, judgements, unknown: [...facts.unknown, ...unknown] }));
}

async function readPinsAgain(plan: LatestPlan, { pins, units, pinPlace }: RetentionQuestion, ports: Ports): Promise<void> {
  const { needs, unknown } = await readPinNeeds(pins, units, ports, pinPlace);
  if (unknown.length > 0 || differ(plan.facts.pins, needs))
    await plan.learn((facts) => ({ ...facts, pins: needs, unknown: [...facts.unknown, ...unknown] }));
}

async function readPullRequestsAgain(plan: LatestPlan, { forge }: Pick<Ports, "forge">): Promise<void> {
  const before = plan.facts.openPullRequests;
  const { states, unknown } = await openAmong([...before.keys()], forge);
  const isSame = [...before].every(([number, open]) => states.get(number) === open);
  if (unknown.length > 0 || !isSame)
    await plan.learn((facts) => ({ ...facts, openPullRequests: states, unknown: [...facts.unknown, ...unknown] }));
}

async function readTagsAgain(plan: LatestPlan, name: string, ports: Ports): Promise<void> {
  const own = plan.facts.units.find(({ unit }) => unit.name === name);
  if (!own) return;
  const looked = await Promise.all(own.destinations.map((one) => movedTags(own.unit, one, ports)));
  const moved = looked.filter((tags) => tags !== undefined);
  if (moved.length === 0) return;
  const changed = (one: RetentionUnit): RetentionUnit => (one.unit.name === name ? withTags(one, moved) : one);
  await plan.learn((facts) => ({ ...facts, units: facts.units.map(changed) }));
}

/**
 * Whether so many milliseconds went by since the last time that the answer was yes.
 * @param last the first times; without one, the first answer is yes
 */
function createTimer({ now }: Ports["clock"], last: Map<string, number>): (key: string, milliseconds: number) => boolean {
  return (key, milliseconds) => {
    const at = now().getTime();
    if (at - (last.get(key) ?? Number.NEGATIVE_INFINITY) < milliseconds) return false;
    last.set(key, at);
    return true;
  };
}

/** Work that callers at the same time share. */
function shared(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}

function differ(before: unknown, now: unknown): boolean {
  return JSON.stringify(before) !== JSON.stringify(now);
}

/** The tags of a unit in a repository, if a moving one shows another image than before. @throws Failure */
async function movedTags(
  unit: Unit,
  { repository, tags: before }: RepositoryTags,
  { registry }: Pick<Ports, "registry">,
): Promise<RepositoryTags | undefined> {
  const watched = [...new Set([...movingTagsOf(unit), ...before.keys()])].filter((tag) => isWatched(unit, tag));
  const shown = await Promise.all(watched.map(async (tag) => [tag, await registry.resolve(repository, tag)] as const));
  const moved = shown.filter(([tag, digest]) => digest !== before.get(tag));
  if (moved.length === 0) return undefined;
  const tags = new Map<string, Digest>(before);
  // One that is gone for a moment may come back: what it showed stays protected.
  for (const [tag, digest] of moved) if (digest !== undefined) tags.set(tag, digest);
  return { repository, tags };
}

/** Whether a tag of a unit may come to show an older image. */
function isWatched(unit: Unit, tag: string): boolean {
  const kind = kindOfTag(unit, tag);
  return kind?.mutability === "moves" && kind.shows !== "no image" && kind.writtenFor !== "candidates";
}

function withTags(one: RetentionUnit, newer: readonly RepositoryTags[]): RetentionUnit {
  const replaced = (old: RepositoryTags): RepositoryTags => newer.find(({ repository }) => repository === old.repository) ?? old;
  return { ...one, destinations: one.destinations.map(replaced) };
}
