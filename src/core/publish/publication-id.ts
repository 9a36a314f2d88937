import type { Digest } from "../lib/digest.ts";
import { firstMinuteOf, isWholeDay, millisecondsOf, minuteAfter, type Timestamp, wholeDayOf } from "../lib/time/timestamp.ts";
import { compareTimestampTags, maximumSequence } from "../tags/grammar.ts";
import { type PublicationId, publicationIdIn } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { Effect } from "./effect.ts";
import { isNeeded, type Observation } from "./observation.ts";

/** The tolerated difference between the clocks of two machines, in milliseconds. */
export const clockTolerance = 3_600_000;

/**
 * Whether a publication id is further in the future than clocks may differ: a fault, which no
 * publication may follow.
 */
export function isYetToCome({ timestamp }: PublicationId, now: Timestamp): boolean {
  return millisecondsOf(firstMinuteOf(timestamp)) - millisecondsOf(now) > clockTolerance;
}

/** The next publication id. After the last one of a day there is none: its sequence is too large. */
export function nextPublicationId({ timestamp, sequence }: PublicationId): PublicationId {
  if (isWholeDay(timestamp)) return { timestamp, sequence: sequence + 1 };
  return sequence < maximumSequence ? { timestamp, sequence: sequence + 1 } : { timestamp: minuteAfter(timestamp), sequence: 0 };
}

/**
 * The timestamp of a run's publications: now or, if another machine's clock was ahead, the
 * timestamp of the newest publication, so that this one comes after it. A publication that is
 * further in the future than clocks may differ is a fault; publishing reports it.
 * @param observed the observations of the units to publish
 */
export function publicationTimestamp(now: Timestamp, observed: readonly Observation[]): Timestamp {
  const newest = observed
    .flatMap(countedPublicationIds)
    .filter((stamp) => !isYetToCome(stamp, now))
    .toSorted(compareTimestampTags)
    .at(-1);
  if (!newest || firstMinuteOf(newest.timestamp) < now) return now;
  if (isWholeDay(newest.timestamp)) return firstMinuteOf(newest.timestamp);
  return newest.sequence < maximumSequence ? newest.timestamp : minuteAfter(newest.timestamp);
}

/**
 * The timestamp of a unit's own publication in a run of this timestamp: with `timestamps: day`, its
 * day. After a change back to minutes, the day goes on in its form where it has begun: a minute
 * would come before what is published.
 */
export function timestampFor(
  { timestamps }: Pick<Unit, "timestamps">,
  timestamp: Timestamp,
  observed: Observation | undefined,
): Timestamp {
  const day = wholeDayOf(timestamp);
  if (timestamps === "day") return day;
  const isBegun = timestamps !== undefined && observed && countedPublicationIds(observed).some((id) => id.timestamp === day);
  return isBegun ? day : timestamp;
}

/** All timestamps that a unit's publication may have in a run of this timestamp. */
export function timestampsFor({ timestamps }: Pick<Unit, "timestamps">, timestamp: Timestamp): Timestamp[] {
  if (timestamps === undefined) return [timestamp];
  return timestamps === "day" ? [wholeDayOf(timestamp)] : [timestamp, wholeDayOf(timestamp)];
}

/**
 * The first sequence of a minute or a day after all that the unit has: publications that existed at the time
 * of the plan are older.
 */
export function nextSequence(timestamp: Timestamp, observed: Observation | undefined): number {
  const taken = (observed ? countedPublicationIds(observed) : []).filter((stamp) => stamp.timestamp === timestamp);
  return Math.min(maximumSequence, Math.max(-1, ...taken.map(({ sequence }) => sequence)) + 1);
}

/**
 * The publication id of the goal, if the effect makes it a publication: the effect writes its
 * timestamp tag in the first registry.
 */
export function publicationIdOfGoal(
  unit: Pick<Unit, "streamTag" | "destinations" | "timestamps">,
  goal: { digest: Digest; timestamp: Timestamp } | undefined,
  effect: Effect,
): PublicationId | undefined {
  if (!goal || effect.kind !== "tag" || effect.digest !== goal.digest || effect.repository !== unit.destinations[0]?.repository)
    return undefined;
  const id = publicationIdIn(effect.tag, [unit.streamTag], unit);
  return id?.timestamp === goal.timestamp ? id : undefined;
}

/** Collects the publication ids that count: an optional registry does not decide. */
function countedPublicationIds({ destinations, current }: Observation): PublicationId[] {
  return [...destinations.filter(isNeeded).flatMap(({ stamps }) => stamps), ...(current ? [current.stamp] : [])];
}
