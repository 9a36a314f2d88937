import { spanWords } from "../lib/text/words.ts";
import { millisecondsOf } from "../lib/time/timestamp.ts";
import { printPublicationId } from "../tags/timestamp.ts";
import type { FollowChoice } from "./choose.ts";
import type { FollowFacts } from "./facts.ts";
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
}

/**
 * Why what a follower shows after this run is too old, with the condition that keeps it; undefined
 * if it is not. The limit is twice the soak and the time between two rebuilds: 7 days without
 * `rebuild.every`.
 */
export function staleWords(
  facts: FollowFacts,
  choice: FollowChoice,
  { every = week, heldBy }: FollowerState,
): string | undefined {
  const shows = (heldBy === undefined && choice.takes?.publication) || facts.last;
  if (!shows) return undefined;
  const age = millisecondsOf(facts.now) - momentOf(shows.stamp);
  const limit = 2 * (facts.follows.soak + every);
  if (age <= limit) return undefined;
  return `${spanWords(age)} old (limit ${spanWords(limit)}), ${heldBy === undefined ? keptBy(facts, choice) : `held by #${heldBy}`}`;
}

/** The conditions that keep it where it is. */
function keptBy(facts: FollowFacts, { takes, next }: FollowChoice): string {
  const [newest] = judgePublications(facts);
  const awaited = next ?? (takes === undefined ? newest : undefined);
  if (awaited) return `${printPublicationId(awaited.publication.stamp)} ${waitingWords(awaited.conditions)}`;
  return facts.unknown ?? `${facts.follows.unit} published nothing newer`;
}
