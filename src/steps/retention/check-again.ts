import type { Digest } from "../../core/lib/digest.ts";
import { withoutStop } from "../../core/lib/text/words.ts";
import { type DoomedTag, doomedTags } from "../../core/retention/doomed.ts";
import type { RepositoryTags, RetentionFacts, RetentionUnit } from "../../core/retention/facts.ts";
import { type RetentionPlan, tagKey } from "../../core/retention/retention-plan.ts";
import { kindOfTag, movingTagsOf } from "../../core/tags/publication-tags.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Ports } from "../../ports/index.ts";
import { readPinNeeds } from "../pins/needs.ts";
import { type GatheredRetention, planOf, type RetentionQuestion } from "./gather.ts";
import { readDecisions } from "./needs.ts";
import { orReason } from "./or-reason.ts";

/** Milliseconds for which the files of `pins` count as unchanged: reading them costs many requests. */
const pinsLast = 60_000;

export interface Recheck {
  /** Why a tag must stay after all: a clause for people. Undefined if it may go. */
  whyStays(doomed: DoomedTag): Promise<string | undefined>;
  /** What could not be read by then: sentences for people. After that, nothing more goes. */
  unknown(): readonly string[];
}

/**
 * Looks again, right before each removal, at what may have changed since the plan: the moving tags of
 * the tag's unit in all its registries, holds, verdicts and yanks; and the files of `pins`, once a minute.
 * If any of it differs, it plans anew: only what both plans remove may go.
 */
export function createRecheck(gathered: GatheredRetention, question: RetentionQuestion, ports: Ports): Recheck {
  let { facts } = gathered;
  let plan = gathered.plan;
  const allowed = keysOf(plan, question.units);
  const learn = (newer: RetentionFacts): void => {
    facts = newer;
    plan = planOf(facts, question);
    const still = keysOf(plan, question.units);
    for (const key of allowed) if (!still.has(key)) allowed.delete(key);
  };
  const lookAtDecisions = shared(async () => {
    const { holds, judgements, unknown } = await readDecisions(question.units, ports.forge);
    const before = { holds: facts.holds, judgements: facts.judgements };
    if (unknown.length > 0 || differ(before, { holds, judgements }))
      learn({ ...facts, holds, judgements, unknown: [...facts.unknown, ...unknown] });
  });
  let pinsAt = facts.now;
  const lookAtPins = shared(async () => {
    const now = ports.clock.now().getTime();
    if (question.pins.length === 0 || now - pinsAt < pinsLast) return;
    pinsAt = now;
    const { needs, unknown } = await readPinNeeds(question.pins, question.units, ports, question.pinPlace);
    if (unknown.length > 0 || differ(facts.pins, needs))
      learn({ ...facts, pins: needs, unknown: [...facts.unknown, ...unknown] });
  });
  const lookAtTags = async ({ unit }: DoomedTag): Promise<void> => {
    const known = facts.units.find((one) => one.unit.name === unit);
    const destinations = known?.destinations ?? [];
    const looked = await Promise.all(destinations.map((one) => known && movedTags(known.unit, one, ports)));
    const moved = looked.filter((tags) => tags !== undefined);
    if (moved.length === 0) return;
    learn({ ...facts, units: facts.units.map((one) => (one.unit.name === unit ? withTags(one, moved) : one)) });
  };
  const look = async (doomed: DoomedTag): Promise<void> => {
    await Promise.all([lookAtDecisions(), lookAtPins(), lookAtTags(doomed)]);
  };
  return {
    async whyStays(doomed) {
      if (!allowed.has(tagKey(doomed))) return reasonIn(plan, facts, doomed);
      const failed = await orReason(() => look(doomed));
      if (failed !== undefined) {
        const { unit, repository } = doomed;
        const text = `Could not look again at ${unit}, before a removal from ${repository}: ${withoutStop(failed)}.`;
        learn({ ...facts, unknown: [...facts.unknown, text] });
      }
      return allowed.has(tagKey(doomed)) ? undefined : reasonIn(plan, facts, doomed);
    },
    unknown: () => facts.unknown,
  };
}

function keysOf(plan: RetentionPlan, units: readonly Unit[]): Set<string> {
  return new Set(doomedTags(plan, units).flat().map(tagKey));
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

/** Why the newer plan keeps a tag. */
function reasonIn(plan: RetentionPlan, facts: RetentionFacts, { unit, repository, tag }: DoomedTag): string {
  const [unknown] = facts.unknown;
  if (unknown !== undefined) return withoutStop(unknown);
  const publications = plan.units.find((one) => one.unit === unit)?.publications ?? [];
  const own = publications.find(({ tags }) => tags.some((one) => one.repository === repository && one.tag === tag));
  const reasons = own?.keep.map(({ text }) => text) ?? [];
  return reasons.length === 0 ? "it is needed by now" : `since the plan: ${reasons.join(", ")}`;
}
