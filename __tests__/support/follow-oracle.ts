import { hour } from "./follow-facts.ts";
import type { FollowWorld, Remembered } from "./follow-world.ts";

/**
 * The rule of following, as the design words it, by counting the hours of a world. It shares no
 * code with the one that Tagstream uses, and none of its speed.
 */
export function mayTake(world: FollowWorld, one: Remembered, last: Remembered | undefined): boolean {
  const index = world.publications.indexOf(one);
  if (one.rollback || isWithdrawn(world, one) || (last && index <= world.publications.indexOf(last))) return false;
  const { soak, shown, verified = soak, verdict } = world.how;
  const good = opinions(world, one.digest).includes("good");
  const needed = Math.min(soak, good ? verified : soak) / hour;
  const from = firstShown(world, one);
  if (from === undefined || isSuperseded(world, one) || (verdict === "required" && !good)) return false;
  return world.now - from >= needed && hoursUntilNext(world, index, from) >= Math.min(shown / hour, needed);
}

function hoursUntilNext(world: FollowWorld, index: number, from: number): number {
  const later = world.publications.slice(index + 1).filter((next) => !isSuperseded(world, next));
  const starts = later.map((next) => firstShown(world, next));
  let hours = 0;
  while (from + hours < world.now && !starts.includes(from + hours)) hours++;
  return hours;
}

/** The first hour at which no hold kept the source from showing it. */
function firstShown(world: FollowWorld, { at, digest }: Remembered): number | undefined {
  for (let moment = at; moment <= world.now; moment++) {
    const active = world.holds.filter(({ from, to }) => from <= moment && (to === undefined || moment < to));
    const hold = active.filter((span) => span.digest !== undefined).at(-1) ?? active.at(-1);
    if (!hold || hold.digest === digest) return moment;
  }
  return undefined;
}

/** Whether a later ordinary publication came before the hold that covered it ended. */
function isSuperseded(world: FollowWorld, one: Remembered): boolean {
  const from = firstShown(world, one) ?? Number.POSITIVE_INFINITY;
  const later = world.publications.slice(world.publications.indexOf(one) + 1);
  return from > one.at && later.some(({ rollback, at }) => !rollback && at < from);
}

/** Whether the source or a person withdrew it, from what the world did. */
export function isWithdrawn(world: FollowWorld, one: Remembered): boolean {
  if (world.rolledBack.has(one)) return true;
  if (opinions(world, one.digest).includes("bad")) return true;
  if (world.yanks.some(({ digest, undone }) => digest === one.digest && undone === undefined)) return true;
  const shows = world.log.at(-1)?.digest;
  return world.holds.some((hold) => {
    if (hold.to !== undefined) return false;
    const kept = hold.digest ?? shows;
    const newest = kept === undefined ? undefined : world.newestOf(kept);
    return kept !== one.digest && (!newest || world.publications.indexOf(newest) < world.publications.indexOf(one));
  });
}

/** What each person says of a digest now. */
function opinions(world: FollowWorld, digest: string): string[] {
  const said = (by: string) => world.verdicts.findLast((verdict) => verdict.by === by && verdict.digest === digest)?.verdict;
  return [said("kim"), said("octo")].filter((word) => word !== undefined);
}
