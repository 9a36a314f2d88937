import { compareTexts } from "../lib/text/compare-texts.ts";
import { day } from "../lib/time/duration.ts";
import { firstMinuteOf, isWholeDay, rfc3339, type Timestamp } from "../lib/time/timestamp.ts";
import type { FreshnessPolicy } from "./policy.ts";

/** What is known of a unit's newest publication, of whatever kind: a held unit publishes too. */
export interface UnitFreshness {
  name: string;
  required: boolean;
  /** RFC 3339, UTC. Absent if it was never published, or that is unknown. */
  published?: string;
  /** The first moment that its timestamp may mean, if it is a whole day. */
  publishedFrom?: string;
  /** Why a registry did not say when. */
  unknown?: string;
  /** The issue of the hold on its stream. */
  heldBy?: number;
  /** The unit that it follows, if it is not built itself. */
  follows?: string;
}

/** How fresh a unit is. Only `stale` makes a run red: what is unknown accuses nobody. */
export type FreshnessState = "stale" | "unknown" | "never" | "fresh";

/** A unit with its age, in milliseconds; undefined if it has none. */
export interface Aged extends UnitFreshness {
  state: FreshnessState;
  age?: number;
}

/**
 * The age that the command `check` allows, in milliseconds. Without `stale` it is 10 days, or 3 days
 * more than `every` where that is longer: an image that waits for its day is fresh.
 */
export function limitOf(policy: FreshnessPolicy | undefined): number {
  return policy?.stale ?? Math.max(10 * day, (policy?.every ?? 0) + 3 * day);
}

/** Whether runs look at ages, or remember failed rebuilds. */
export function isWatched(policy: FreshnessPolicy | undefined): policy is FreshnessPolicy {
  return policy?.stale !== undefined || policy?.every !== undefined;
}

/** When a unit was published. A day counts as its end: no image is stale before its time. */
export function publishedAt(
  timestamp: Timestamp,
): Required<Pick<UnitFreshness, "published">> & Pick<UnitFreshness, "publishedFrom"> {
  const published = rfc3339(timestamp);
  return isWholeDay(timestamp) ? { published, publishedFrom: rfc3339(firstMinuteOf(timestamp)) } : { published };
}

/** Milliseconds since a moment. A publication of today's day may lie ahead: its age is 0. */
export function ageOf(published: string, now: Date): number {
  return Math.max(0, now.getTime() - Date.parse(published));
}

/**
 * The units with their ages, worst first: stale ones, the oldest first, then unknown ones, then
 * those never published, then fresh ones.
 * @param limit milliseconds; undefined: nothing is stale
 */
export function agesOf(units: readonly UnitFreshness[], limit: number | undefined, now: Date): Aged[] {
  const aged = units.map((unit): Aged => {
    if (unit.published === undefined) return { ...unit, state: unit.unknown === undefined ? "never" : "unknown" };
    const age = ageOf(unit.published, now);
    return { ...unit, age, state: limit !== undefined && age > limit ? "stale" : "fresh" };
  });
  return aged.sort(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (b.age ?? 0) - (a.age ?? 0) || compareTexts(a.name, b.name),
  );
}

const order: readonly FreshnessState[] = ["stale", "unknown", "never", "fresh"];

/** `16 d`, `5 h`, `12 min`. */
export function shortAge(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 60) return `${minutes} min`;
  return minutes < 1440 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}

/** `fresh: 2 d (limit 10 d)`, `never published`, `unknown: …`; with a hold: `… · held by #12`. */
export function freshnessWords({ state, age, unknown, heldBy }: Aged, limit: number | undefined): string {
  const held = heldBy === undefined ? "" : ` · held by #${heldBy}`;
  if (age === undefined) return `${state === "never" ? "never published" : `unknown: ${unknown}`}${held}`;
  return `${state}: ${shortAge(age)}${limit === undefined ? "" : ` (limit ${shortAge(limit)})`}${held}`;
}
