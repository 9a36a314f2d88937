import type { Follows } from "../../src/core/follow/follows.ts";
import type { PlannedFollow } from "../../src/core/follow/planned-follow.ts";
import type { Condition, FollowConditionName } from "../../src/core/plan/condition.ts";
import type { PlannedUnit } from "../../src/core/plan/plan.ts";
import type { Ending } from "../../src/core/result/result.ts";
import { makePlanned, planned } from "./documents.ts";
import { makePublicationId } from "./holds.ts";
import { makeDigest, timestamp } from "./units.ts";

const day = 86_400_000;

/** How a unit of the stream `stable` follows the one of `fresh`. */
export function makeFollows(source: string, change: Partial<Follows> = {}): Follows {
  const repository = `one.example.org/osg/${source.split(":")[0]}`;
  return { unit: source, repository, soak: 7 * day, shown: day, verdict: "optional", ...change };
}

const evidence: Readonly<Record<FollowConditionName, string>> = {
  tested: "published by its source",
  soaked: "2 d 21 h of 7 d",
  shown: "1 d of 1 d",
  "not-withdrawn": "no rollback, yank or bad verdict",
  verdict: "not required",
  forward: "newer than 20261114-0617",
  known: "everything could be asked",
};

/** The conditions of a publication that waits for some of them. */
export function makeConditions(...waitingFor: FollowConditionName[]): Condition[] {
  const names = Object.keys(evidence) as FollowConditionName[];
  return names.map((name) => ({ name, holds: !waitingFor.includes(name), evidence: evidence[name] }));
}

/** A publication of the source. */
export function publicationOf(stamp: string) {
  return { stamp: makePublicationId(stamp), digest: makeDigest(stamp.slice("2026".length)) };
}

/** What a follower shows 9 days after, and waits for. */
export const waiting: PlannedFollow = {
  shows: publicationOf("20261114-0617"),
  next: {
    ...publicationOf("20261120-0917"),
    at: timestamp("20261127-0917"),
    waitingFor: ["soaked"],
    conditions: makeConditions("soaked"),
  },
};

/** A unit of `stable` that follows `fresh`, and waits; with `takes`, it follows that now. */
export function makeFollower(name: string, follow: PlannedFollow = waiting, change: Partial<PlannedUnit> = {}): PlannedUnit {
  const { takes } = follow;
  const decision = change.decision ?? (takes ? "follow" : "leave");
  return makePlanned(name, {
    decision,
    reason: takes ? "its source's image is old enough" : "waits for its source",
    follows: makeFollows(name.replace("stable", "fresh")),
    current: follow.shows?.digest ?? makeDigest("shown"),
    follow,
    ...(takes && decision !== "leave" ? { candidate: { digest: takes.digest, conditions: makeConditions() } } : {}),
    ...(takes && decision !== "leave" ? { tags: [`${name.split(":")[1]}-${planned}`, `${name.split(":")[1]}`] } : {}),
    ...change,
  });
}

/** A follower that follows this publication of its source now. */
export function makeMoving(name: string, takes: string, follow: Partial<PlannedFollow> = {}): PlannedUnit {
  return makeFollower(name, { ...waiting, takes: publicationOf(takes), ...follow });
}

/** The end of a follower that published what it took, or that had nothing to do. */
export function followedEnding(unit: PlannedUnit, change: Partial<Ending> = {}): Ending {
  const { candidate, decision, current, destinations, streamTag } = unit;
  if (!candidate || decision === "leave") return { unit, ...change };
  const stamp = { timestamp: planned, sequence: 0 };
  const effects = destinations.map(
    ({ repository }) =>
      ({ kind: "tag", repository, tag: streamTag, digest: candidate.digest, ...(current ? { was: current } : {}) }) as const,
  );
  return { unit, converged: { effects, current: { stamp, digest: candidate.digest } }, ...change };
}
