import type { Digest } from "../lib/digest.ts";
import { isWholeDay, type Timestamp } from "../lib/time/timestamp.ts";
import { type AliasFacts, type GivenAlias, givenBy } from "../tags/given-alias.ts";
import { compareTimestampTags, maximumSequence } from "../tags/grammar.ts";
import { publicationTags } from "../tags/publication-tags.ts";
import { rollbackTag } from "../tags/rollback-mark.ts";
import { type PublicationId, printPublicationId, publicationIdIn, timestampTag } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import { missingAdoption } from "./adoption.ts";
import { aliasesShown, overtakenAlias, unsettledAlias } from "./aliases-shown.ts";
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

/**
 * A tested digest to publish under a new timestamp. Without a goal, a step only restores the one
 * rule.
 */
export interface Goal {
  digest: Digest;
  timestamp: Timestamp;
  /**
   * The first sequence of the minute that it may take; 0 by default. Earlier ones existed at the
   * time of the plan.
   */
  sequence?: number;
  /** Whether it is a rollback: a tag of its own marks it. */
  rollback?: true;
  /** Whether it is the newest publication that the plan knew: a rollback since then may be of it. */
  kept?: true;
  /** The version of its source, if its image does not record that: a tag of its own does. */
  sourceVersion?: string;
  /** A repository that has the digest, besides the unit's own: where candidates are. */
  from?: string;
  /** The facts that its aliases need. Absent for a rollback: it gives what it puts back. */
  aliasFacts?: AliasFacts;
}

/**
 * A hold on a stream. Without a digest, the stream stays where it is. With a `stamp`, from a
 * rollback, the digest is a publication of that moment: any later run completes it.
 */
export interface StreamHold {
  digest?: Digest;
  stamp?: PublicationId;
}

/**
 * The next step towards the one rule: the stream tag and the aliases of a unit, in every registry,
 * show its newest publication or, under a hold, the held digest.
 *
 * The order is fixed. A process that is killed between any two effects leaves a state from which
 * the next publish goes on: a timestamp tag for an image from before Tagstream, the digest in every
 * registry, the marks of a rollback and of aliases, the timestamp tags (in the unit's first repository first),
 * then the stream tag and the aliases. A timestamp tag that exists with another digest is never
 * written.
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
  // Also under a hold: after the first timestamp tag, no run can tell that the image is older.
  const adoption = missingAdoption(unit, reachable, newest);
  if (adoption) return { kind: "effect", effect: { kind: "tag", ...adoption } };
  const shown = kept ? kept.digest : newest.digest; // undefined: the stream stays where it is
  const incomplete =
    unsettledAlias(unit, observed, reachable, publications, kept) ??
    incompletePublication(unit, reachable, publications) ??
    overtakenAlias(observed, reachable, publications, kept);
  if (incomplete) return incomplete;
  const aliases = aliasesShown(observed, newest, kept);
  const moved = shown && (missingCopy(reachable, shown) ?? staleMovingTag(unit, reachable, shown, aliases));
  return moved ?? { kind: "done", current: { stamp: newest.stamp, digest: newest.digest } };
}

/**
 * The first missing part of these publications in any registry: a copy of the digest, then a tag.
 */
function incompletePublication(
  unit: Unit,
  reachable: readonly ObservedDestination[],
  publications: readonly PublicationToComplete[],
): Step | undefined {
  for (const publication of publications) {
    const next =
      missingCopy(reachable, publication.digest, publication.from) ?? missingPublicationTag(unit, reachable, publication);
    if (next) return next;
  }
  return undefined;
}

/**
 * The publications that must be in every registry: our own, a rollback, and the newest one. A
 * killed run may have left them incomplete. A text explains why one of them is impossible.
 */
function publicationsToComplete(
  unit: Unit,
  observed: Observation,
  reachable: readonly ObservedDestination[],
  goal: Goal | undefined,
  kept: StreamHold | undefined,
): PublicationToComplete[] | string {
  const { current, commits, aliases } = observed;
  const publications: Omit<PublicationToComplete, "isNewest">[] = [];
  const [first] = reachable;
  const rollback = rollbackOf(kept);
  for (const wanted of [first && goal && afterRollback(unit, first, goal, rollback), rollback]) {
    const stamp = wanted && publicationIdOf(unit, observed, reachable, wanted);
    if (stamp === "exhausted")
      return `other digests have taken all ${maximumSequence + 1} tags of the ${wanted && isWholeDay(wanted.timestamp) ? "day" : "minute"} ${wanted && printPublicationId({ ...wanted, sequence: 0 })}`;
    if (stamp) publications.push({ ...wanted, stamp, isOwn: true, aliases: aliasesOfGoal(unit, observed, wanted) });
  }
  if (current) publications.push({ ...current, isOwn: false, aliases: aliases?.current ?? [] });
  const newest = publications.toSorted((a, b) => compareTimestampTags(a.stamp, b.stamp)).at(-1);
  return publications.map((publication) => {
    const commit = commits?.get(publication.digest);
    return { ...publication, isNewest: publication === newest, ...(commit === undefined ? {} : { commit }) };
  });
}

/**
 * Handles a registry with a publication newer than all that count, and than the goal: moving its
 * stream would roll it back. The step skips an optional registry. If a required registry has it,
 * another required one is behind.
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
    const reason = `${repository} has ${tag}, newer than every publication in ${first}: Tagstream skips this registry. Remove that tag there or, if it is correct, list this registry first`;
    return { kind: "leave-out", repository, reason };
  }
  const reason = `${repository} has ${tag}, which other required registries lack: one of them is behind (restored from a backup, or \`registries\` was reordered). Copy ${tag} to those that lack it, or remove it from ${repository}`;
  return { kind: "blocked", reason };
}

/** The proven part of a hold: anyone who may edit an issue could name an untested image there. */
export function provenHold(unit: Unit, observed: Observation, hold: StreamHold): StreamHold {
  return hold.digest !== undefined && isPublished(unit, observed, hold.digest) ? hold : {};
}

function rollbackOf(hold: StreamHold | undefined): Goal | undefined {
  return hold?.digest === undefined || hold.stamp === undefined
    ? undefined
    : { digest: hold.digest, ...hold.stamp, rollback: true };
}

/**
 * Moves a goal that was planned before a rollback after that rollback. Otherwise the stream would
 * stay rolled back after the hold ends. There are two exceptions: the goal was already published,
 * so the rollback covers it, too; or another image was published after the plan, which is newer.
 */
function afterRollback(unit: Unit, first: ObservedDestination, goal: Goal, rollback: Goal | undefined): Goal {
  if (!rollback || goal.kept || goal.digest === rollback.digest) return goal;
  const [planned, back] = [goal, rollback].map(({ timestamp, sequence = 0 }) => ({ timestamp, sequence })) as [
    PublicationId,
    PublicationId,
  ];
  if (compareTimestampTags(planned, back) > 0) return goal;
  const own = publicationIdsOfDigest(unit, first, goal.digest);
  if (own.some((stamp) => compareTimestampTags(stamp, back) < 0)) return goal;
  const since = first.stamps.filter((seen) => compareTimestampTags(seen, planned) > 0 && compareTimestampTags(seen, back) !== 0);
  const isNewest = since.length === 0 || own.length > 0;
  return isNewest ? { ...goal, timestamp: back.timestamp, sequence: back.sequence + 1 } : goal;
}

/** The texts that a new publication gives; a rollback gives those of what it puts back. */
function aliasesOfGoal(unit: Unit, { aliases }: Observation, { rollback, aliasFacts, timestamp }: Goal): readonly GivenAlias[] {
  return rollback ? (aliases?.restored ?? []) : givenBy(unit, aliasFacts, timestamp);
}

/**
 * Whether another run published in the minute of the goal after the plan, and the goal is not
 * published: then the tip of the branch decides.
 */
export function isContested(unit: Unit, { destinations }: Observation, goal: Goal): boolean {
  const first = destinations[0];
  const inMinute = [...(first?.tags ?? [])].filter(([tag]) => {
    const id = publicationIdIn(tag, [unit.streamTag], unit);
    return id?.timestamp === goal.timestamp && id.sequence >= (goal.sequence ?? 0);
  });
  return inMinute.length > 0 && inMinute.every(([, digest]) => digest !== goal.digest);
}

/**
 * The publication id for the goal: the first sequence that is free, or already has this digest, in
 * every required registry. An optional registry that has the tag with another digest is reported
 * later.
 */
function publicationIdOf(
  unit: Unit,
  observed: Observation,
  destinations: readonly ObservedDestination[],
  goal: Goal,
): PublicationId | "exhausted" {
  const required = destinations.filter(isNeeded);
  const aliases = aliasesOfGoal(unit, observed, goal);
  for (let sequence = goal.sequence ?? 0; sequence <= maximumSequence; sequence++) {
    const stamp = { timestamp: goal.timestamp, sequence };
    const mark = rollbackTag(unit, stamp);
    const tags = publicationTags(unit, factsOf({ ...goal, stamp, aliases })).filter(
      ({ mutability }) => mutability === "written once",
    );
    const isFree = required.every(({ tags: seen }) => tags.every(({ tag }) => (seen.get(tag) ?? goal.digest) === goal.digest));
    // The same digest under a mark is a rollback; an ordinary publication needs its own sequence.
    const isRollback = !goal.rollback && required.some(({ tags: seen }) => seen.get(mark) === goal.digest);
    if (isFree && !isRollback) return stamp;
  }
  return "exhausted";
}
