import { type ChoosingFollower, chosenOf, followerState, staysWith } from "../../core/follow/chosen.ts";
import type { FollowFacts } from "../../core/follow/facts.ts";
import { plannedFollow } from "../../core/follow/planned.ts";
import type { PlannedFollow } from "../../core/follow/planned-follow.ts";
import { setsOf } from "../../core/follow/sets.ts";
import { type Follower, isFollower } from "../../core/follow/state.ts";
import { keptBy } from "../../core/follow/waiting-words.ts";
import { holdOn } from "../../core/holds/hold.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { rfc3339 } from "../../core/lib/time/timestamp.ts";
import type { UnitFacts } from "../../core/plan/decide/facts.ts";
import { printUnread } from "../../core/plan/decide/unread.ts";
import { firstNeededFailure } from "../../core/publish/observation.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import { type FollowAsking, followFacts } from "../follow/follow-facts.ts";
import { parallelUnits } from "../observe/asking.ts";
import type { Observer } from "../observe/observe.ts";
import { withHold } from "../plan/planned-holds.ts";

type FollowsStatus = NonNullable<UnitStatus["follows"]>;

interface Entry extends ChoosingFollower {
  facts: Pick<UnitFacts, "observed" | "hold" | "blocked">;
}

/** What the state of followers comes from. */
export interface FollowQuestion {
  /** The selected units. */
  units: readonly Unit[];
  /** All of the configuration: sets reach beyond what is selected. */
  all: readonly Unit[];
  /** The configuration's `rebuild.every`, in milliseconds. */
  every?: number;
  asking: FollowAsking;
}

/**
 * What each follower takes next and what it waits for, by name: as a scheduled run of the whole
 * configuration would decide.
 */
export async function followsStatus({ units, all, every, asking }: FollowQuestion): Promise<Map<string, FollowsStatus>> {
  const sets = setsOf(all);
  const selected = new Set(units);
  const wanted = new Set(units.flatMap(({ name }) => sets.get(name) ?? []));
  const followers = all.filter(isFollower).filter((unit) => selected.has(unit) || wanted.has(sets.get(unit.name) ?? ""));
  const entries = await mapLimited(followers, parallelUnits, (unit) => entryOf(unit, asking));
  const facts = new Map(
    await mapLimited(entries, parallelUnits, async (entry) => {
      return [entry.unit.name, await followFacts(entry.unit, entry.facts, asking)] as const;
    }),
  );
  const chosen = chosenOf(entries, facts, sets);
  const states = entries.flatMap((entry): [string, FollowsStatus][] => {
    const { name } = entry.unit;
    const own = facts.get(name);
    if (!own) return [];
    const set = sets.get(name);
    const stays = staysWith(entry, entries, sets);
    const state = { ...followerState(entry, set), ...stays, ...(every === undefined ? {} : { every }), tests: "" };
    const choice = chosen.get(name) ?? {};
    const why = state.heldBy === undefined ? stays.setStays : `held by #${state.heldBy}`;
    return [[name, statusOf(entry.unit, own, plannedFollow(choice, own, state), why)]];
  });
  return new Map(states);
}

/** What is known of a follower besides its source: what a plan would know. */
async function entryOf(unit: Follower, { observer, said }: { observer: Observer; said: FollowAsking["said"] }): Promise<Entry> {
  const open = said.holds.filter(({ until }) => until === undefined);
  const hold = withHold(holdOn(unit, open), undefined);
  try {
    const observed = await observer(unit);
    const fault = firstNeededFailure(observed.destinations);
    return { unit, facts: { ...hold, ...(fault ? blockedBy(fault.failure) : { observed }) } };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { unit, facts: { ...hold, ...blockedBy(error.message) } };
  }
}

function blockedBy(failure: string): Pick<UnitFacts, "blocked"> {
  return { blocked: { code: "plan-registry-unknown", reason: printUnread({ subject: "", failure }) } };
}

function statusOf(
  { follows }: Follower,
  facts: FollowFacts,
  { takes, next, set, withdrawn, stale }: PlannedFollow,
  stays: string | undefined,
): FollowsStatus {
  const { unit, soak, shown, verified, verdict } = follows;
  return {
    unit,
    soak: seconds(soak),
    shown: seconds(shown),
    ...(verified === undefined ? {} : { verified: seconds(verified) }),
    verdict,
    ...(set === undefined ? {} : { together: set }),
    ...(takes ? { takes: { timestamp: printPublicationId(takes.stamp), digest: takes.digest } } : {}),
    ...(stays === undefined ? {} : { stays }),
    ...(next ? { next: nextStatus(next) } : {}),
    ...(withdrawn === undefined ? {} : { withdrawn }),
    ...(stale === undefined ? {} : { stale }),
    ...(facts.unknown === undefined ? {} : { unknown: facts.unknown }),
  };
}

function nextStatus({ stamp, digest, at, conditions }: NonNullable<PlannedFollow["next"]>): NonNullable<FollowsStatus["next"]> {
  const kept = keptBy(conditions);
  return {
    timestamp: printPublicationId(stamp),
    digest,
    ...(at === undefined ? {} : { at: rfc3339(at) }),
    ...("withdrawn" in kept ? { waitingFor: [], withdrawn: kept.withdrawn } : { waitingFor: kept.waiting }),
    conditions: conditions.map(({ name, holds, evidence }) => ({ name, holds, evidence })),
  };
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
