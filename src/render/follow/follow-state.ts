import { approvalWords } from "../../core/follow/approval-words.ts";
import type { PlannedFollow } from "../../core/follow/planned-follow.ts";
import { sourceStream } from "../../core/follow/source-stream.ts";
import { isFollower } from "../../core/follow/state.ts";
import { keptBy } from "../../core/follow/waiting-words.ts";
import { shortDigest } from "../../core/lib/digest.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { count, spanWords } from "../../core/lib/text/words.ts";
import { millisecondsOf, type Timestamp } from "../../core/lib/time/timestamp.ts";
import { type FollowConditionName, followConditionWords } from "../../core/plan/condition.ts";
import { ageWords } from "../../core/plan/decide/promotion.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { type PublicationId, printPublicationId } from "../../core/tags/timestamp.ts";
import { namesOf } from "../summary/facts.ts";
import { wouldFollowWords } from "./followed.ts";

/** What a following stream shows and waits for: plain text, the same for all of its units in that state. */
export interface FollowState {
  stream: string;
  /** The stream that it follows: `fresh`. */
  source: string;
  /** The source's timestamp of what it published last, and its age: `9 days`. Absent if it published nothing of it, or that is unknown. */
  shows?: { stamp: string; age: string };
  /** The short digest that it shows instead: after a rollback, or under a hold. */
  instead?: string;
  /** Present if nobody knows what it shows. */
  isUnknown?: true;
  /** What the run does: `follows 20261123-0617 now`. */
  doing?: string;
  /** `20261123-0617`, and when it comes if time alone decides: `in 4 d 3 h`. */
  next?: { stamp: string; at?: string };
  /** The conditions that do not hold yet, with their evidence: `soak (2 d 21 h of 7 d)`. */
  waiting: string[];
  passed: string[];
  /** The next one, and why it does not come as things stand: `20261123-0617 (bad verdict of octo: it crashes)`. */
  keptOut?: string;
  /** `as a set of 3 images` */
  set?: string;
  withdrawn?: string;
  stale?: string;
  /** The names of its units; absent if all of the stream are in this state. */
  units?: string;
}

/** Most names of a state's units. */
const maxNames = 3;

const conditionsInOrder = Object.keys(followConditionWords) as FollowConditionName[];

/**
 * The states of a plan's following streams: first those that need a person, then those that warn of
 * age, then in the order of the plan.
 * @param results what became of the units, at the end of a run
 */
export function followStates(plan: Pick<Plan, "units" | "timestamp">, results: readonly UnitResult[] = []): FollowState[] {
  const { units, timestamp: now } = plan;
  const byName = new Map(results.map((result) => [result.unit.name, result]));
  const followers = units.flatMap((unit) => {
    const state = stateOf(unit, plan, byName.get(unit.name), now);
    return state ? [{ unit, state }] : [];
  });
  const groups = [...groupBy(followers, ({ state }) => JSON.stringify(state)).values()];
  const ofStream = groupBy(groups, ([first]) => first?.state.stream);
  const states = groups.flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const alone = ofStream.get(first.state.stream)?.length === 1;
    const members = group.map(({ unit }) => unit);
    const all = units.filter(({ stream }) => stream === first.state.stream);
    return [alone ? first.state : { ...first.state, units: namesOf(members, all, maxNames) }];
  });
  const rank = ({ withdrawn, stale }: FollowState): number => (withdrawn !== undefined ? 0 : stale !== undefined ? 1 : 2);
  return states.toSorted((a, b) => rank(a) - rank(b));
}

function stateOf(
  unit: PlannedUnit,
  { units }: Pick<Plan, "units">,
  result: UnitResult | undefined,
  now: Timestamp,
): FollowState | undefined {
  const { follow, stream } = unit;
  if (!follow || !isFollower(unit)) return undefined;
  const hasMoved = result !== undefined && follow.takes !== undefined && isPublished(result);
  const shows = hasMoved ? follow.takes : follow.shows;
  const doing = hasMoved ? undefined : doingWords(unit, result);
  const members = follow.set === undefined ? 0 : units.filter((other) => other.follow?.set === follow.set).length;
  return {
    stream: oneLine(stream),
    source: oneLine(sourceStream(unit)),
    ...(shows ? { shows: { stamp: printPublicationId(shows.stamp), age: ageOf(shows.stamp, now) } } : {}),
    ...insteadOf(unit, result, shows),
    ...(!shows && unit.decision === "blocked" ? { isUnknown: true } : {}),
    ...(doing === undefined ? {} : { doing }),
    ...nextOf(follow, now),
    ...(members > 1 ? { set: `as a set of ${count(members, "image")}` } : {}),
    ...(follow.withdrawn === undefined || hasMoved ? {} : { withdrawn: oneLine(follow.withdrawn) }),
    ...(follow.stale === undefined ? {} : { stale: oneLine(follow.stale) }),
  };
}

/** What a stream shows, if that is not what its unit published last. */
function insteadOf(
  { hold, current }: PlannedUnit,
  result: UnitResult | undefined,
  published: PlannedFollow["shows"],
): Pick<FollowState, "instead"> {
  const digest = result?.now ?? hold?.digest ?? current;
  return !published || digest === undefined || digest === published.digest ? {} : { instead: shortDigest(digest) };
}

/** Whether the run gave what it took a timestamp. */
function isPublished({ outcome, unit }: UnitResult): boolean {
  const isPlanned = unit.decision === "follow" || unit.decision === "test";
  return isPlanned && (outcome === "published" || outcome === "held" || outcome === "overtaken");
}

function doingWords(unit: PlannedUnit, result: UnitResult | undefined): string | undefined {
  const { follow, decision, hold } = unit;
  if (!follow?.takes) return undefined;
  const stamp = printPublicationId(follow.takes.stamp);
  const would = wouldFollowWords(unit);
  if (would !== undefined) return `${would}${hold ? `, without its hold (#${hold.issue})` : ""}`;
  if (result) return `did not follow ${stamp}`;
  const provided = decision === "follow" ? "now" : follow.retest ? "once all tests pass again" : "once its own tests pass";
  return `follows ${stamp} ${provided}${approvalWords(follow)}`;
}

function nextOf({ next }: PlannedFollow, now: Timestamp): Pick<FollowState, "next" | "waiting" | "passed" | "keptOut"> {
  if (!next) return { waiting: [], passed: [] };
  const kept = keptBy(next.conditions);
  if ("withdrawn" in kept)
    return { waiting: [], passed: [], keptOut: `${printPublicationId(next.stamp)} (${oneLine(kept.withdrawn)})` };
  const held = new Set(next.conditions.filter(({ holds }) => holds).map(({ name }) => name));
  const passed = conditionsInOrder.filter((name) => name !== "known" && held.has(name));
  const left = next.at === undefined ? undefined : millisecondsOf(next.at) - millisecondsOf(now);
  return {
    next: {
      stamp: printPublicationId(next.stamp),
      ...(left === undefined ? {} : { at: left > 0 ? `in ${spanWords(left)}` : "in the next run" }),
    },
    waiting: kept.waiting.map(oneLine),
    passed: passed.map((name) => followConditionWords[name]),
  };
}

function ageOf({ timestamp }: PublicationId, now: Timestamp): string {
  return ageWords(Math.max(0, millisecondsOf(now) - millisecondsOf(timestamp)));
}
