import { groupBy } from "../../../src/core/lib/group-by.ts";
import { spanWords } from "../../../src/core/lib/text/words.ts";
import { day } from "../../../src/core/lib/time/duration.ts";
import { type Condition, followConditionNames } from "../../../src/core/plan/condition.ts";
import type { UnitStatus } from "../../../src/core/status/status.ts";
import { momentText, type Published, stampOf, type Timeline, week } from "./timeline.ts";

type Follows = NonNullable<UnitStatus["follows"]>;

const shown = day;

/** What a follower with this timeline takes next, and what it waits for. */
export function followsOf(unit: string, source: Timeline, own: Timeline, now: number): Follows {
  const taken = own.published.at(-1);
  const newer = source.published.filter(({ at, build, origin }) => {
    const takenAt = source.published.findLast((one) => one.build === taken?.build)?.at ?? 0;
    return at > takenAt && build !== taken?.build && origin.kind !== "rolled back";
  });
  const takes = newer.findLast(({ at }) => now - at >= week);
  const next = newer.at(-1);
  return {
    unit,
    ...{ soak: week / 1000, shown: shown / 1000, verified: (2 * day) / 1000, verdict: "optional" },
    ...(takes ? { takes: { timestamp: stampOf(takes.at), digest: takes.build.digest } } : {}),
    ...(next && next !== takes ? { next: nextOf(next, { unit, taken, now }) } : {}),
  };
}

interface Facts {
  unit: string;
  taken: Published | undefined;
  now: number;
}

/** Evidence in the words of `src/core/follow/judge.ts`. */
function nextOf({ at, build }: Published, { unit, taken, now }: Facts): NonNullable<Follows["next"]> {
  const evidence: Record<(typeof followConditionNames)[number], string> = {
    tested: `published by ${unit}`,
    soaked: `${spanWords(now - at)} of ${spanWords(week)}`,
    shown: `${spanWords(now - at)} of ${spanWords(shown)}`,
    "not-withdrawn": "no rollback, yank or bad verdict",
    verdict: "not required",
    forward: taken ? `newer than ${stampOf(taken.at)}` : "nothing published yet",
    known: "everything could be asked",
  };
  const conditions = followConditionNames.map(
    (name): Condition => ({ name, holds: name !== "soaked", evidence: evidence[name] }),
  );
  return {
    timestamp: stampOf(at),
    digest: build.digest,
    at: momentText(at + week),
    waitingFor: [`soak (${evidence.soaked})`],
    conditions,
  };
}

/** Followers of one system move together, in a set with the name of its first one. */
export function joinFollowers(units: readonly UnitStatus[]): void {
  const systemOf = ({ streamTag }: UnitStatus) => streamTag.split("-")[1] ?? "";
  for (const set of groupBy(
    units.filter(({ follows }) => follows),
    systemOf,
  ).values()) {
    for (const { follows } of set.length > 1 ? set : []) if (follows && set[0]) follows.together = set[0].unit;
  }
}
