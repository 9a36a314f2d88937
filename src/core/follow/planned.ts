import type { Digest } from "../lib/digest.ts";
import { type FollowConditionName, followConditionNames } from "../plan/condition.ts";
import type { FollowChoice } from "./choose.ts";
import type { FollowFacts, SourcePublication } from "./facts.ts";
import { type Judged, withdrawnWords } from "./judge.ts";
import type { PlannedFollow } from "./planned-follow.ts";
import { type FollowerState, staleWords } from "./stale.ts";
import { verdictsOn } from "./verdicts-on.ts";
import { judgementOn } from "./withdrawal.ts";

/** What a plan knows of a follower besides its source. */
export interface PlannedState extends FollowerState {
  /** What its own stream tag shows: after a rollback, not what it published last. */
  shown?: Digest;
  /** The set that it moves with. */
  set?: string;
  /** The hash of the source's tests at the plan's commit. */
  tests: string;
}

/** What a plan says of a follower: what it shows, takes and waits for. */
export function plannedFollow(choice: FollowChoice, facts: FollowFacts, state: PlannedState): PlannedFollow {
  const { last, advance } = facts;
  const takes = choice.takes?.publication;
  const withdrawn = withdrawnWordsOf(facts, state);
  const stale = staleWords(facts, choice, state);
  const by = takes ? verdictsOn(facts.verdicts, takes.digest, "good").map((verdict) => verdict.by) : [];
  return {
    ...(last ? { shows: named(last) } : {}),
    ...(takes ? { takes: named(takes) } : {}),
    ...(takes && takes.tests !== state.tests ? { retest: true as const } : {}),
    ...(choice.next ? { next: plannedNext(choice.next) } : {}),
    ...(withdrawn === undefined ? {} : { withdrawn }),
    ...(stale === undefined ? {} : { stale }),
    ...(state.set === undefined ? {} : { set: state.set }),
    ...(by.length === 0 ? {} : { verifiedBy: by }),
    ...(advance ? { advanced: { by: advance.by, reason: advance.reason, waived: choice.takes?.waived ?? [] } } : {}),
  };
}

/** Why what it shows before this run must not be used. */
function withdrawnWordsOf(facts: FollowFacts, { shown }: PlannedState): string | undefined {
  return shown === undefined || shown === facts.last?.digest ? withdrawnWords(facts) : judgementOn(shown, facts)?.words;
}

function named({ stamp, digest }: Pick<SourcePublication, "stamp" | "digest">): Pick<SourcePublication, "stamp" | "digest"> {
  return { stamp, digest };
}

function plannedNext({ publication, at, conditions }: Judged): NonNullable<PlannedFollow["next"]> {
  const failing = new Set(conditions.filter(({ holds }) => !holds).map(({ name }) => name));
  const waitingFor: FollowConditionName[] = followConditionNames.filter((name) => failing.has(name));
  return { ...named(publication), ...(at ? { at } : {}), waitingFor, conditions };
}
