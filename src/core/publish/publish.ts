import type { Digest } from "../lib/digest.ts";
import type { Timestamp } from "../lib/timestamp.ts";
import { compareTimestampTags, maximumSequence } from "../tags/grammar.ts";
import { publicationTags } from "../tags/publication-tags.ts";
import { rollbackTag } from "../tags/rollback-mark.ts";
import { type PublicationId, publicationIdIn, timestampTag } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import { missingAdoption } from "./adoption.ts";
import type { Step } from "./effect.ts";
import { factsOf, missingCopy, missingPublicationTag, type PublicationToComplete, staleMovingTag } from "./missing-tags.ts";
import {
  firstNeededFailure,
  isNeeded,
  isPublished,
  type Observation,
  type ObservedDestination,
  publicationIdsOfDigest,
} from "./observation.ts";

/** A tested digest to publish under a new timestamp. Without a goal, a step only makes the one rule true again. */
export interface Goal {
  digest: Digest;
  timestamp: Timestamp;
  /** The first of the minute's sequences that it may take; 0 by default. What has an earlier one was there when it was planned. */
  sequence?: number;
  /** Whether it is a rollback: a tag of its own says so. */
  rollback?: true;
}

/**
 * What keeps a unit's stream from moving with its publications. Without a digest it stays at whatever it shows. With a stamp, of a rollback, that
 * digest is a publication of that moment: whichever run comes next completes it.
 */
export interface StreamHold {
  digest?: Digest;
  stamp?: PublicationId;
}

/**
 * The next step towards the one rule: a unit's stream tag and its aliases, in every registry, point at the digest of its newest publication or,
 * while it is held, at the hold's digest.
 *
 * The order is fixed, so that a process killed between any two effects leaves a state from which the next publish goes on:
 * a timestamp tag for what was there before Tagstream, the digest in every registry, then, of a rollback, its marks, then its timestamp tags, the
 * unit's first repository first, then stream tag and aliases. A timestamp tag that exists with another digest is never written.
 */
export function step(unit: Unit, observed: Observation, goal?: Goal, hold?: StreamHold): Step {
  const [first, ...others] = observed.destinations;
  if (!first) throw new TypeError(`${unit.name} has no destination`);
  const down = firstNeededFailure(observed.destinations);
  if (down) return { kind: "blocked", reason: down.message };
  const reachable = [first, ...others].filter((destination) => destination.failure === undefined);

  const kept = hold && provenHold(unit, observed, hold);
  const publications = publicationsToComplete(unit, observed, reachable, goal, kept);
  if (typeof publications === "string") return { kind: "blocked", reason: publications };
  const newest = publications.find(({ isNewest }) => isNewest);
  const behind = behindAnother(unit, reachable, newest?.stamp);
  if (behind) return behind;
  if (!newest) return { kind: "done" };
  // Held or not: once the unit has a timestamp, nobody could tell any more that what it shows was there before.
  const adoption = missingAdoption(unit, reachable, newest);
  if (adoption) return { kind: "effect", effect: { kind: "tag", ...adoption } };
  const shown = kept ? kept.digest : newest.digest; // undefined: whatever it shows
  const incomplete = incompletePublication(unit, reachable, publications);
  if (incomplete) return incomplete;
  const moved = shown && (missingCopy(reachable, shown) ?? staleMovingTag(unit, reachable, shown));
  return moved ?? { kind: "done", current: { stamp: newest.stamp, digest: newest.digest } };
}

/** What the first of these publications lacks in any registry: the copy of its digest, then one of its tags. */
function incompletePublication(
  unit: Unit,
  reachable: readonly ObservedDestination[],
  publications: readonly PublicationToComplete[],
): Step | undefined {
  for (const publication of publications) {
    const next = missingCopy(reachable, publication.digest) ?? missingPublicationTag(unit, reachable, publication);
    if (next) return next;
  }
  return undefined;
}

/**
 * What has to be everywhere: our own publication, a rollback's, and the newest one. A killed run may have left them half done.
 * A text says why one of them cannot be.
 */
function publicationsToComplete(
  unit: Unit,
  { current, commits }: Observation,
  reachable: readonly ObservedDestination[],
  goal: Goal | undefined,
  kept: StreamHold | undefined,
): PublicationToComplete[] | string {
  const publications: Omit<PublicationToComplete, "isNewest">[] = [];
  const [first] = reachable;
  const rollback = rollbackOf(kept);
  for (const wanted of [first && goal && afterRollback(unit, first, goal, rollback), rollback]) {
    const stamp = wanted && publicationIdOf(unit, reachable, wanted);
    if (stamp === "exhausted")
      return `all ${maximumSequence + 1} tags of the minute ${wanted?.timestamp} are taken by other digests`;
    if (stamp) publications.push({ ...wanted, stamp, isOwn: true });
  }
  if (current) publications.push({ ...current, isOwn: false });
  const newest = publications.toSorted((a, b) => compareTimestampTags(a.stamp, b.stamp)).at(-1);
  return publications.map((publication) => {
    const commit = commits?.get(publication.digest);
    return { ...publication, isNewest: publication === newest, ...(commit === undefined ? {} : { commit }) };
  });
}

/**
 * What is done where a registry has a publication that is newer than all that count, and than what is published now: to move its stream would take it
 * back. An optional one is left as it is; where one that is required has it, another one is behind.
 */
function behindAnother(
  unit: Unit,
  reachable: readonly ObservedDestination[],
  newest: PublicationId | undefined,
): Step | undefined {
  const isAhead = ({ ahead }: ObservedDestination) => ahead && (!newest || compareTimestampTags(ahead, newest) > 0);
  const destination = reachable.find(isAhead);
  if (!destination?.ahead) return undefined;
  const { repository, ahead, required } = destination;
  const tag = timestampTag(unit, ahead);
  const first = unit.destinations[0]?.repository;
  if (!required) {
    const reason = `${repository} has ${tag}, newer than every publication in ${first}: Tagstream leaves it. Remove that tag there or, if it is right, list this registry first`;
    return { kind: "leave-out", repository, reason };
  }
  const reason = `${repository} has ${tag}, which other required registries lack: one of them is behind (restored from a backup, or \`registries\` was reordered). Copy ${tag} to those that lack it, or remove it from ${repository}`;
  return { kind: "blocked", reason };
}

/** The hold as far as it counts: anybody who may edit an issue could name an image there that nobody has tested. */
export function provenHold(unit: Unit, observed: Observation, hold: StreamHold): StreamHold {
  return hold.digest !== undefined && isPublished(unit, observed, hold.digest) ? hold : {};
}

function rollbackOf(hold: StreamHold | undefined): Goal | undefined {
  return hold?.digest === undefined || hold.stamp === undefined
    ? undefined
    : { digest: hold.digest, ...hold.stamp, rollback: true };
}

/**
 * What was planned before a rollback, and is published after it, comes after it: else the stream would stay back once the hold is lifted. Unless it
 * was published before, and so is what was rolled back, or something else has been published since it was planned: that is newer.
 */
function afterRollback(unit: Unit, first: ObservedDestination, goal: Goal, rollback: Goal | undefined): Goal {
  if (!rollback || goal.digest === rollback.digest) return goal;
  const [planned, back] = [goal, rollback].map(({ timestamp, sequence = 0 }) => ({ timestamp, sequence })) as [
    PublicationId,
    PublicationId,
  ];
  if (compareTimestampTags(planned, back) > 0) return goal;
  const own = publicationIdsOfDigest(unit, first, goal.digest);
  if (own.some((stamp) => compareTimestampTags(stamp, back) < 0)) return goal;
  const since = first.stamps.filter((seen) => compareTimestampTags(seen, planned) > 0 && compareTimestampTags(seen, back) !== 0);
  const isNewest = since.length === 0 || own.length > 0;
  return isNewest ? { digest: goal.digest, timestamp: back.timestamp, sequence: back.sequence + 1 } : goal;
}

/**
 * Whether another digest was published in the goal's minute since it was planned, and the goal was not: whose commit is the branch's tip then decides.
 */
export function isContested(unit: Unit, { destinations }: Observation, goal: Goal): boolean {
  const first = destinations[0];
  const inMinute = [...(first?.tags ?? [])].filter(([tag]) => {
    const id = publicationIdIn(tag, [unit.streamTag]);
    return id?.timestamp === goal.timestamp && id.sequence >= (goal.sequence ?? 0);
  });
  return inMinute.length > 0 && inMinute.every(([, digest]) => digest !== goal.digest);
}

/**
 * The stamp under which the goal is, or has to be, published: the first sequence that is free, or already ours, in every
 * required registry. An optional registry that has the tag with another digest is reported when its turn comes.
 */
function publicationIdOf(unit: Unit, destinations: readonly ObservedDestination[], goal: Goal): PublicationId | "exhausted" {
  const required = destinations.filter(isNeeded);
  for (let sequence = goal.sequence ?? 0; sequence <= maximumSequence; sequence++) {
    const stamp = { timestamp: goal.timestamp, sequence };
    const mark = rollbackTag(unit, stamp);
    const tags = publicationTags(unit, factsOf({ ...goal, stamp })).filter(({ mutability }) => mutability === "written once");
    const isFree = required.every(({ tags: seen }) => tags.every(({ tag }) => (seen.get(tag) ?? goal.digest) === goal.digest));
    // The same digest under a mark is a rollback: what is no rollback cannot be told from it there.
    const isRollback = !goal.rollback && required.some(({ tags: seen }) => seen.get(mark) === goal.digest);
    if (isFree && !isRollback) return stamp;
  }
  return "exhausted";
}
