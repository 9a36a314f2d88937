import { spanWords } from "../lib/text/words.ts";
import { millisecondsOf } from "../lib/time/timestamp.ts";
import { printPublicationId } from "../tags/timestamp.ts";
import type { FollowChoice } from "./choose.ts";
import type { FollowFacts, SourcePublication } from "./facts.ts";
import { judgePublications } from "./judge.ts";
import { momentOf } from "./timeline.ts";
import { waitingWords } from "./waiting-words.ts";

const week = 7 * 86_400_000;

/** What a run knows of a follower besides its source. */
export interface FollowerState {
  /** The configuration's `rebuild.every`, in milliseconds. */
  every?: number;
  /** The issue of the hold on the follower. */
  heldBy?: number;
  /** Why its set stays although it could move itself. */
  setStays?: string;
}

/** What a follower publishes now: nothing while a hold is on it, or on another one of its set. */
function movesTo({ takes }: FollowChoice, { heldBy, setStays }: FollowerState): SourcePublication | undefined {
  return heldBy === undefined && setStays === undefined ? takes?.publication : undefined;
}

/**
 * Why what a follower shows after this run is too old, with the condition that keeps it; undefined
 * if it is not. The limit is twice the soak and the time between two rebuilds: 7 days without
 * `rebuild.every`.
 */
export function staleWords(facts: FollowFacts, choice: FollowChoice, state: FollowerState): string | undefined {
  const { every = week } = state;
  const shows = movesTo(choice, state) ?? facts.last;
  if (!shows) return undefined;
  const age = millisecondsOf(facts.now) - momentOf(shows.stamp);
  const limit = 2 * (facts.follows.soak + every);
  if (age <= limit) return undefined;
  return `${spanWords(age)} old (limit ${spanWords(limit)}), ${keptBy(facts, choice, state)}`;
}

/** The hold or the conditions that keep it where it is. */
function keptBy(facts: FollowFacts, { takes, next }: FollowChoice, { heldBy, setStays }: FollowerState): string {
  if (heldBy !== undefined) return `held by #${heldBy}`;
  if (takes && setStays !== undefined) return setStays;
  const [newest] = judgePublications(facts);
  const awaited = next ?? (takes === undefined ? newest : undefined);
  if (awaited) return `${printPublicationId(awaited.publication.stamp)} ${waitingWords(awaited.conditions)}`;
  return facts.unknown ?? `${facts.follows.unit} published nothing newer`;
}
