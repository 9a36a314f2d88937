import type { Digest } from "../lib/digest.ts";
import { millisecondsOf, minuteAfter, type Timestamp } from "../lib/timestamp.ts";
import { compareTimestampTags, maximumSequence } from "../tags/grammar.ts";
import { type PublicationId, publicationIdIn } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { Effect } from "./effect.ts";
import { isNeeded, type Observation } from "./observation.ts";

/** Milliseconds by which the clocks of two machines may differ. */
export const clockTolerance = 3_600_000;

/** Whether a stamp is further ahead than clocks differ: a fault, that nothing may follow. */
export function isYetToCome({ timestamp }: PublicationId, now: Timestamp): boolean {
  return millisecondsOf(timestamp) - millisecondsOf(now) > clockTolerance;
}

/** The stamp right after another one. */
export function nextPublicationId({ timestamp, sequence }: PublicationId): PublicationId {
  return sequence < maximumSequence ? { timestamp, sequence: sequence + 1 } : { timestamp: minuteAfter(timestamp), sequence: 0 };
}

/**
 * The timestamp of a run's publications: now or, where another machine's clock was ahead, that of the newest publication, so that this one comes
 * after it. A publication that is further ahead than clocks differ is a fault that publishing reports.
 * @param observed what is known of the units that are published
 */
export function publicationTimestamp(now: Timestamp, observed: readonly Observation[]): Timestamp {
  const newest = observed
    .flatMap(countedPublicationIds)
    .filter((stamp) => !isYetToCome(stamp, now))
    .toSorted(compareTimestampTags)
    .at(-1);
  if (!newest || newest.timestamp < now) return now;
  return newest.sequence < maximumSequence ? newest.timestamp : minuteAfter(newest.timestamp);
}

/** The first sequence of a minute after all that a unit has: what was there when it was planned is older. */
export function nextSequence(timestamp: Timestamp, observed: Observation | undefined): number {
  const taken = (observed ? countedPublicationIds(observed) : []).filter((stamp) => stamp.timestamp === timestamp);
  return Math.min(maximumSequence, Math.max(-1, ...taken.map(({ sequence }) => sequence)) + 1);
}

/** The stamp of what is to be published, where an effect is what makes it a publication: its timestamp tag in the first registry. */
export function publicationIdOfGoal(
  unit: Pick<Unit, "streamTag" | "destinations">,
  goal: { digest: Digest; timestamp: Timestamp } | undefined,
  effect: Effect,
): PublicationId | undefined {
  if (!goal || effect.kind !== "tag" || effect.digest !== goal.digest || effect.repository !== unit.destinations[0]?.repository)
    return undefined;
  const id = publicationIdIn(effect.tag, [unit.streamTag]);
  return id?.timestamp === goal.timestamp ? id : undefined;
}

/** An optional registry does not decide. */
function countedPublicationIds({ destinations, current }: Observation): PublicationId[] {
  return [...destinations.filter(isNeeded).flatMap(({ stamps }) => stamps), ...(current ? [current.stamp] : [])];
}
