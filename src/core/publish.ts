import { missingAdoption } from "./adoption.ts";
import type { Digest } from "./digest.ts";
import { afterEffect, type Effect } from "./effect.ts";
import {
  isPublished,
  type Observation,
  type ObservedDestination,
  printStamp,
  type Stamp,
  stampsOfDigest,
  stampTags,
} from "./observation.ts";
import { compareTimestampTags, maximumSequence, parseTag } from "./tag.ts";
import type { Timestamp } from "./timestamp.ts";
import { familiesOf, type Unit } from "./unit.ts";

/**
 * What publishing a unit does next. `done` names the newest publication; it is absent when nothing was ever published.
 * `leave-out`: an optional registry contradicts the others, and the rest goes on without it.
 */
export type Step =
  | { kind: "effect"; effect: Effect }
  | { kind: "done"; current?: { stamp: Stamp; digest: Digest } }
  | { kind: "leave-out"; repository: string; reason: string }
  | { kind: "blocked"; reason: string };

/** A tested digest to publish under a new timestamp. Without a goal, a step only makes the one rule true again. */
export interface Goal {
  digest: Digest;
  timestamp: Timestamp;
  /** The first of the minute's sequences that it may take; 0 by default. */
  sequence?: number;
}

/**
 * What keeps a unit's stream from moving with its publications. Without a digest it stays at whatever it shows. With a stamp, of a rollback, that
 * digest is a publication of that moment: whichever run comes next completes it.
 */
export interface StreamHold {
  digest?: Digest;
  stamp?: Stamp;
}

/**
 * The next step towards the one rule: a unit's stream tag and its aliases, in every registry, point at the digest under its
 * newest timestamp tag in its first registry or, while it is held, at the hold's digest.
 *
 * The order is fixed, so that a process killed between any two effects leaves a state from which the next publish goes on:
 * a timestamp tag for what was there before Tagstream, the digest in every registry, then its timestamp tags, the unit's first
 * repository first, then stream tag and aliases. A timestamp tag that exists with another digest is never written.
 */
export function step(unit: Unit, observed: Observation, goal?: Goal, hold?: StreamHold): Step {
  const [first, ...others] = observed.destinations;
  if (!first) throw new TypeError(`${unit.name} has no destination`);
  const down = observed.destinations.find(
    (destination) => destination.failure !== undefined && (destination.required || destination === first),
  );
  if (down) return { kind: "blocked", reason: `${down.repository} could not be asked: ${down.failure}` };
  const reachable = [first, ...others].filter((destination) => destination.failure === undefined);

  const kept = hold && provenHold(unit, observed, hold);
  // What has to be everywhere: our own publication, a rollback's, and the newest one. A killed run may have left them half done.
  const publications: { stamp: Stamp; digest: Digest }[] = [];
  const rollback = rollbackOf(kept);
  for (const wanted of [goal && afterRollback(unit, first, goal, rollback), rollback]) {
    const stamp = wanted && stampOf(unit, reachable, wanted);
    if (stamp === "exhausted") {
      const reason = `all ${maximumSequence + 1} tags of the minute ${wanted?.timestamp} are taken by other digests`;
      return { kind: "blocked", reason };
    }
    if (stamp) publications.push({ stamp, digest: wanted.digest });
  }
  if (observed.current) publications.push(observed.current);
  const newest = publications.toSorted((a, b) => compareTimestampTags(a.stamp, b.stamp)).at(-1);
  if (!newest) return { kind: "done" };
  const shown = kept ? kept.digest : newest.digest; // undefined: whatever it shows
  // Held or not: once the unit has a timestamp, nobody could tell any more that what it shows was there before.
  const adoption = missingAdoption(unit, reachable, newest);
  if (adoption) return { kind: "effect", effect: { kind: "tag", ...adoption } };
  for (const publication of publications) {
    const { stamp, digest } = publication;
    const effect =
      missingCopy(reachable, digest) ?? missingStamp(unit, reachable, stamp, digest, publication !== observed.current);
    if (effect) return effect;
  }

  const moved = shown && (missingCopy(reachable, shown) ?? movingTag(unit, reachable, shown));
  return moved ?? { kind: "done", current: { stamp: newest.stamp, digest: newest.digest } };
}

/** The hold as far as it counts: anybody who may edit an issue could name an image there that nobody has tested. */
export function provenHold(unit: Unit, observed: Observation, hold: StreamHold): StreamHold {
  return hold.digest !== undefined && isPublished(unit, observed, hold.digest) ? hold : {};
}

function rollbackOf(hold: StreamHold | undefined): Goal | undefined {
  return hold?.digest === undefined || hold.stamp === undefined ? undefined : { digest: hold.digest, ...hold.stamp };
}

/**
 * What was planned before a rollback, and is published after it, comes after it: else the stream would stay back once the hold is lifted. Unless it
 * was published before, and so is what was rolled back, or something else has been published since it was planned: that is newer.
 */
function afterRollback(unit: Unit, first: ObservedDestination, goal: Goal, rollback: Goal | undefined): Goal {
  if (!rollback || goal.digest === rollback.digest) return goal;
  const [planned, back] = [goal, rollback].map(({ timestamp, sequence = 0 }) => ({ timestamp, sequence })) as [Stamp, Stamp];
  if (compareTimestampTags(planned, back) > 0) return goal;
  const own = stampsOfDigest(unit, first, goal.digest);
  if (own.some((stamp) => compareTimestampTags(stamp, back) < 0)) return goal;
  const since = first.stamps.filter((seen) => compareTimestampTags(seen, planned) > 0 && compareTimestampTags(seen, back) !== 0);
  const isNewest = since.length === 0 || own.length > 0;
  return isNewest ? { digest: goal.digest, timestamp: back.timestamp, sequence: back.sequence + 1 } : goal;
}

/** What a unit's registries hold once an effect has been confirmed. */
export function after(observed: Observation, effect: Effect): Observation {
  return { ...observed, destinations: afterEffect(observed.destinations, effect) };
}

/**
 * Whether another digest was published in the goal's minute, and the goal was not: whose commit is the branch's tip then decides.
 */
export function isContested(unit: Unit, { destinations }: Observation, goal: Goal): boolean {
  const first = destinations[0];
  const inMinute = [...(first?.tags ?? [])].filter(([tag]) => {
    const parsed = parseTag(tag, unit.streamTag);
    return parsed?.kind === "timestamp" && parsed.timestamp === goal.timestamp;
  });
  return inMinute.length > 0 && inMinute.every(([, digest]) => digest !== goal.digest);
}

/**
 * The stamp under which the goal is, or has to be, published: the first sequence that is free, or already ours, in every
 * required registry. An optional registry that has the tag with another digest is reported when its turn comes.
 */
function stampOf(unit: Unit, destinations: readonly ObservedDestination[], goal: Goal): Stamp | "exhausted" {
  const required = destinations.filter((destination, index) => destination.required || index === 0);
  for (let sequence = goal.sequence ?? 0; sequence <= maximumSequence; sequence++) {
    const stamp = { timestamp: goal.timestamp, sequence };
    const tags = stampTags(unit, stamp);
    const free = required.every(({ tags: seen }) => tags.every((tag) => (seen.get(tag) ?? goal.digest) === goal.digest));
    if (free) return stamp;
  }
  return "exhausted";
}

function missingCopy(destinations: readonly ObservedDestination[], digest: Digest): Step | undefined {
  const lacking = destinations.find(({ digests }) => !digests.has(digest));
  if (!lacking) return undefined;
  const from = destinations.find(({ digests }) => digests.has(digest));
  if (!from)
    return { kind: "blocked", reason: `${lacking.repository} no longer holds ${digest}, or does not show it yet: run again` };
  return { kind: "effect", effect: { kind: "copy", digest, from: from.repository, to: lacking.repository } };
}

/** @param ours whether it is what this run publishes: an alias that was another unit's then may have its timestamp still */
function missingStamp(
  unit: Unit,
  destinations: readonly ObservedDestination[],
  stamp: Stamp,
  digest: Digest,
  ours: boolean,
): Step | undefined {
  for (const [index, { repository, tags, required }] of destinations.entries()) {
    for (const [family, tag] of stampTags(unit, stamp).entries()) {
      const was = tags.get(tag);
      if (!ours && family > 0 && was !== undefined) continue;
      if (was === undefined) return { kind: "effect", effect: { kind: "tag", repository, tag, digest } };
      if (was !== digest) {
        const reason = `${repository}:${tag} holds ${was}, and ${printStamp(stamp)} is ${digest} elsewhere: a timestamp tag is never overwritten`;
        return index > 0 && !required ? { kind: "leave-out", repository, reason } : { kind: "blocked", reason };
      }
    }
  }
  return undefined;
}

function movingTag(unit: Unit, destinations: readonly ObservedDestination[], digest: Digest): Step | undefined {
  for (const { repository, tags } of destinations) {
    for (const tag of familiesOf(unit)) {
      const was = tags.get(tag);
      if (was !== digest)
        return { kind: "effect", effect: { kind: "tag", repository, tag, digest, ...(was === undefined ? {} : { was }) } };
    }
  }
  return undefined;
}
