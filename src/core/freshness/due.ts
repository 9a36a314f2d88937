import type { InputsHash } from "../inputs/inputs-hash.ts";
import { cut, oneLine } from "../lib/text/clean.ts";
import { joined } from "../lib/text/words.ts";
import { shortDay } from "../lib/time/day.ts";
import {
  dayOfTimestamp,
  firstMinuteOf,
  isWholeDay,
  millisecondsOf,
  type Timestamp,
  timestampOf,
  wholeDayOf,
} from "../lib/time/timestamp.ts";
import { familiarName } from "../oci/reference.ts";
import { ageWords } from "../plan/decide/promotion.ts";
import { type PublicationId, printPublicationId } from "../tags/timestamp.ts";
import { type BaseFacts, hasSettled, type MovedBase, movedWords } from "./moved-bases.ts";
import type { RebuildReason, Tries } from "./tries.ts";

const hour = 3_600_000;

/** GitHub starts a schedule up to 12 hours late: the next one must not find a unit a minute too young. */
export const lateness = 12 * hour;

/** Failing units are tried at each scheduled run until so many tries failed; then weekly. */
export const quickTries = 3;

const week = 7 * 24 * hour;

/** The facts about one unit that a scheduled run decides by. */
export interface DueFacts {
  /** Of the commit. */
  inputs: InputsHash;
  /**
   * The newest publication that is not a rollback: a rolled-back or held unit is rebuilt all the
   * same. Absent if there is none.
   */
  published?: { stamp: PublicationId; inputs?: string; built?: Timestamp } | undefined;
  /** Its failed rebuilds; absent if there are none. */
  tries?: Tries | undefined;
  /** Absent if the plan did not look at its bases. */
  bases?: BaseFacts | undefined;
}

/** How a run takes what is due. */
export interface Rhythm {
  now: Timestamp;
  /** The age at which a unit is due, in milliseconds. Absent for a hint. */
  every?: number | undefined;
  /** Whether a hint started the run: it takes only units whose base moved. */
  isHint: boolean;
}

/** Why a run rebuilds a unit, or why it leaves it: in lower case, without a full stop. */
export type Due = { why: RebuildReason; reason: string } | { rests: string };

/** Whether a scheduled run, or one that a hint started, rebuilds a unit. */
export function decideDue(facts: DueFacts, rhythm: Rhythm): Due {
  const tries = openTries(facts);
  if (rhythm.isHint) return baseMoved(facts, rhythm) ?? { rests: "none of its bases has moved" };
  if (tries) return baseMoved(facts, rhythm) ?? decideRetry(facts, tries, rhythm);
  return tooOld(facts, rhythm) ?? changed(facts) ?? baseMoved(facts, rhythm) ?? { rests: restWords(facts, rhythm) };
}

/** The failed rebuilds since the newest publication. Those before it have lost their meaning. */
export function openTries({ tries, published }: Pick<DueFacts, "tries" | "published">): Tries | undefined {
  if (!tries || !published) return tries;
  return Date.parse(tries.last) < millisecondsOf(publicationMinute(published)) ? undefined : tries;
}

/** The age of a unit's newest publication in milliseconds; undefined if it has none. */
export function publicationAge({ published }: Pick<DueFacts, "published">, now: Timestamp): number | undefined {
  return published && millisecondsOf(now) - millisecondsOf(publicationMinute(published));
}

/** The tag of a day does not tell the minute: the time of the build may. */
function publicationMinute({ stamp: { timestamp }, built }: NonNullable<DueFacts["published"]>): Timestamp {
  const isBuiltThatDay = built !== undefined && isWholeDay(timestamp) && wholeDayOf(built) === timestamp;
  return isBuiltThatDay ? built : firstMinuteOf(timestamp);
}

function tooOld(facts: DueFacts, { now, every = Number.POSITIVE_INFINITY }: Rhythm): Due | undefined {
  const age = publicationAge(facts, now);
  if (age === undefined) return { why: "due", reason: "due: not published yet" };
  return age >= every - lateness ? { why: "due", reason: `due: last built ${ageWords(age)} ago` } : undefined;
}

/** An image that does not record its inputs says nothing: its age decides. */
function changed({ inputs, published }: DueFacts): Due | undefined {
  if ("none" in inputs || published?.inputs === undefined || published.inputs === inputs.hash) return undefined;
  return { why: "inputs", reason: `its inputs changed since ${printPublicationId(published.stamp)}` };
}

/** The sender of a hint has just published the base: it need not rest. */
function baseMoved({ bases }: DueFacts, { now, isHint }: Rhythm): Due | undefined {
  const moved = (bases?.moved ?? []).filter((base) => isHint || hasSettled(base, now));
  return moved.length === 0 ? undefined : { why: "base", reason: `base moved: ${joined(moved.map(movedWords))}` };
}

function decideRetry({ inputs }: DueFacts, tries: Tries, { now }: Rhythm): Due {
  const { count, since, last, problem, code } = tries;
  const today = dayOfTimestamp(now);
  const day = (moment: string): string => shortDay(moment.slice(0, 10), today);
  const failed = cut(oneLine(problem ?? code ?? "its rebuild failed"), 120);
  if ("hash" in inputs && tries.inputs !== undefined && inputs.hash !== tries.inputs)
    return { why: "inputs", reason: `its inputs changed since its rebuild failed on ${day(last)}` };
  const next = Date.parse(last) + week;
  if (count < quickTries) return { why: "retry", reason: `retry ${count + 1} of ${quickTries}: ${failed}` };
  if (millisecondsOf(now) >= next - lateness)
    return { why: "retry", reason: `weekly retry, failing since ${day(since)}: ${failed}` };
  const nextDay = shortDay(dayOfTimestamp(timestampOf(new Date(next))), today);
  return { rests: `failed ${count} times since ${day(since)}; next try on ${nextDay}: ${failed}` };
}

function restWords({ published, bases }: DueFacts, { now }: Rhythm): string {
  const age = publicationAge({ published }, now) ?? 0;
  const settling = (bases?.moved ?? []).map((base) => `; ${settlingWords(base)}`);
  const gone = (bases?.gone ?? []).map((reference) => `; its base ${familiarName(reference)} is gone`);
  return [`fresh: ${ageWords(age)} old`, ...settling, ...gone].join("");
}

function settlingWords(base: MovedBase): string {
  return `base ${movedWords(base)} moved less than 10 minutes ago, the next run takes it`;
}
