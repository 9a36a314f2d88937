import { oneLine } from "../lib/text/clean.ts";
import { joined, spanWords } from "../lib/text/words.ts";
import { millisecondsOf, type Timestamp, timestampOf } from "../lib/time/timestamp.ts";
import { type Condition, type FollowConditionName, followConditionNames, waivableConditionNames } from "../plan/condition.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import { printPublicationId } from "../tags/timestamp.ts";
import type { Verdict } from "../verdicts/verdict.ts";
import type { FollowFacts, SourcePublication } from "./facts.ts";
import { type Showing, timelineOf } from "./timeline.ts";
import { verdictsOn } from "./verdicts-on.ts";
import { judgementOn, type Withdrawal, withdrawalOf } from "./withdrawal.ts";

/** A publication of the source, and whether its follower may publish it. */
export interface Judged {
  publication: SourcePublication;
  /** All seven, in their order. */
  conditions: Condition[];
  /** When time alone lets it be published. Absent if it needs more than time, or needs nothing. */
  at?: Timestamp;
  /** Whether all conditions hold, or a person waived those that do not. */
  isEligible: boolean;
  /** Whether it can never become eligible, whatever time passes and people say. */
  isExcluded: boolean;
  /** The conditions that do not hold, and that a person waived. */
  waived: FollowConditionName[];
}

/** One publication, with what several conditions ask. Moments and durations are milliseconds. */
interface Case extends Showing {
  facts: FollowFacts;
  good: readonly Verdict[];
  /** The soak with the verdicts that stand, and the shown time that goes with it. */
  soak: number;
  shown: number;
  now: number;
  withdrawal: Withdrawal | undefined;
}

type Finding = Pick<Condition, "holds" | "evidence">;

const minute = 60_000;

/**
 * Judges the source's ordinary publications that are newer than what the follower published last;
 * for an advance, all. Newest first.
 */
export function judgePublications(facts: FollowFacts): Judged[] {
  return timelineOf(facts)
    .filter(({ publication }) => !publication.rollback && (facts.advance || isForward(publication, facts)))
    .map((showing) => judgeOne(showing, facts))
    .toReversed();
}

/** Why what the follower published last must not be used any more; undefined if it may. */
export function withdrawnWords(facts: FollowFacts): string | undefined {
  const { last } = facts;
  if (!last) return undefined;
  // The order of what the source no longer has and what it rolled back to is unknown.
  return (last.gone ? judgementOn(last.digest, facts) : withdrawalOf(last, facts))?.words;
}

/** Why a publication must not be published: the conditions that do not hold, and that nobody waived. */
export function bindingConditions({ conditions, waived }: Pick<Judged, "conditions" | "waived">): Condition[] {
  return conditions.filter(({ name, holds }) => !holds && !waived.some((one) => one === name));
}

function judgeOne(showing: Showing, facts: FollowFacts): Judged {
  const { publication } = showing;
  const { soak, shown, verified = soak } = facts.follows;
  const good = verdictsOn(facts.verdicts, publication.digest, "good");
  const needed = good.length > 0 ? Math.min(soak, verified) : soak;
  const now = millisecondsOf(facts.now);
  const withdrawal = withdrawalOf(publication, facts);
  const one: Case = { ...showing, facts, good, soak: needed, shown: Math.min(shown, needed), now, withdrawal };
  const conditions = followConditionNames.map((name): Condition => ({ name, ...findings[name](one) }));
  const failing = followConditionNames.filter((_, index) => !conditions[index]?.holds);
  const waivable = waivableIn(facts);
  const waived = failing.filter((name) => waivable.includes(name));
  const isEligible = waived.length === failing.length;
  const isExcluded =
    showing.superseded === true ||
    withdrawal?.isFinal === true ||
    failing.includes("forward") ||
    !mayBeShown(one, Math.min(shown, soak, verified));
  const at = isEligible || isExcluded ? undefined : whenTimeIsUp(one, failing);
  return { publication, conditions, ...(at ? { at } : {}), isEligible, isExcluded, waived };
}

/** What a person's word takes the place of. Only who names an image may go back to it. */
function waivableIn({ advance }: FollowFacts): readonly FollowConditionName[] {
  if (!advance) return [];
  return advance.target ? waivableConditionNames : waivableConditionNames.filter((name) => name !== "forward");
}

function whenTimeIsUp(one: Case, failing: readonly FollowConditionName[]): Timestamp | undefined {
  if (one.from === undefined || !mayBeShown(one, one.shown)) return undefined;
  if (failing.some((name) => name !== "soaked" && name !== "shown")) return undefined;
  return timestampOf(new Date(Math.ceil((one.from + one.soak) / minute) * minute));
}

/** Whether the source showed it long enough, or may still do so. */
function mayBeShown({ from, until }: Showing, needed: number): boolean {
  return from === undefined || until === undefined || until - from >= needed;
}

function isForward({ stamp }: SourcePublication, { last }: FollowFacts): boolean {
  return !last || compareTimestampTags(stamp, last.stamp) > 0;
}

const findings: Record<FollowConditionName, (one: Case) => Finding> = {
  tested: ({ facts }) => ({ holds: true, evidence: `published by ${facts.follows.unit}` }),
  soaked,
  shown: isShown,
  "not-withdrawn": ({ withdrawal }) =>
    withdrawal ? { holds: false, evidence: withdrawal.words } : { holds: true, evidence: "no rollback, yank or bad verdict" },
  verdict,
  forward,
  known: ({ facts: { unknown, none } }) =>
    unknown === undefined
      ? { holds: true, evidence: none === undefined ? "everything could be asked" : `no holds and no verdicts: ${oneLine(none)}` }
      : { holds: false, evidence: oneLine(unknown) },
};

function soaked({ from, heldBy, now, soak }: Case): Finding {
  if (from === undefined) return { holds: false, evidence: `held by #${heldBy}` };
  const age = now - from;
  const since = heldBy === undefined ? "" : ` after hold #${heldBy}`;
  return { holds: age >= soak, evidence: `${spanWords(Math.max(0, age))} of ${spanWords(soak)}${since}` };
}

function isShown({ from, until, heldBy, superseded, now, shown }: Case): Finding {
  if (superseded) return { holds: false, evidence: `superseded while held by #${heldBy}` };
  if (from === undefined) return { holds: false, evidence: `held by #${heldBy}` };
  // A broken clock may have stamped the next one in the future.
  const time = Math.max(0, Math.min(until ?? now, now) - from);
  const holds = now >= from && time >= shown;
  if (holds || until === undefined) return { holds, evidence: `${spanWords(time)} of ${spanWords(shown)}` };
  return { holds, evidence: `superseded after ${spanWords(time)} of ${spanWords(shown)}` };
}

function verdict({ good, facts: { follows, none } }: Case): Finding {
  if (good.length > 0) {
    const { soak, verified } = follows;
    const shorter = verified !== undefined && verified < soak ? `: soak ${spanWords(verified)}` : "";
    return { holds: true, evidence: `verified by ${joined(good.map(({ by }) => oneLine(by)))}${shorter}` };
  }
  if (follows.verdict === "optional") return { holds: true, evidence: "not required" };
  return { holds: false, evidence: none === undefined ? "no good verdict yet" : `no verdicts: ${oneLine(none)}` };
}

function forward({ publication, facts }: Case): Finding {
  const { last } = facts;
  if (!last) return { holds: true, evidence: "nothing published yet" };
  const holds = isForward(publication, facts);
  return { holds, evidence: `${holds ? "newer" : "not newer"} than ${printPublicationId(last.stamp)}` };
}
