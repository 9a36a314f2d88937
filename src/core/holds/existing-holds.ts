import type { PlannedRollback } from "../rollback/rollback.ts";
import type { Unit } from "../unit/unit.ts";
import { covers, type Hold, holdOn, type UnitHold } from "./hold.ts";

/** A manual request, as far as it selects a hold. */
export interface HoldSelection {
  /** GitHub's run id, the same in every attempt; `local` on the command line. */
  run: string;
  /** Globs over unit names, as the person wrote them. */
  only: readonly string[];
  /** The units that they select. */
  units: readonly Pick<Unit, "name">[];
}

/**
 * The hold that an earlier attempt of this run opened for these units. The next attempt continues
 * under it, so that a re-run does the same thing, and only once. Undefined if there is none. A text
 * explains why the run cannot continue under it: a sentence without its full stop.
 * @param holds open and closed ones
 */
export function holdOfRun(
  holds: readonly Hold[],
  { run, only, units }: HoldSelection,
  command: "rollback" | "hold",
): Hold | string | undefined {
  if (run === "local") return undefined;
  const isOf = (hold: Hold): boolean => hold.run === run && (hold.rollback !== undefined) === (command === "rollback");
  const own = newestFirst(holds).find((hold) => isOf(hold) && units.some((unit) => covers(hold, unit)));
  if (!own) return undefined;
  const again = `start a new run to ${command === "rollback" ? "roll back" : "hold"} again`;
  if (own.until !== undefined) return `Hold #${own.issue} of this run has been released: ${again}`;
  if (own.fault !== undefined) return `Hold #${own.issue} of this run cannot be read (${own.fault}): fix it, or ${again}`;
  const free = units.find((unit) => !covers(own, unit) || (command === "rollback" && !own.digests.has(unit.name)));
  if (free) return `Hold #${own.issue} of this run no longer covers ${free.name}: ${again}`;
  if (own.scope.join() !== only.join()) return `Hold #${own.issue} of this run covers more than ${only.join(", ")}: ${again}`;
  // If it still decides for some units, the run must complete those.
  const others = command === "rollback" ? supersededBy(own, holds, units) : [];
  const [other] = others;
  return other && others.length === units.length
    ? `Hold #${other.issue} supersedes hold #${own.issue} of this run: ${again}`
    : own;
}

/**
 * The active rollbacks of exactly these units: no newer hold keeps any of them at another image.
 * Newest first.
 */
export function activeRollbacks(holds: readonly Hold[], { only, units }: HoldSelection): Hold[] {
  return newestFirst(holds).filter(
    (hold) =>
      hold.until === undefined &&
      hold.fault === undefined &&
      hold.rollback !== undefined &&
      hold.scope.join() === only.join() &&
      supersededBy(hold, holds, units).length === 0,
  );
}

/** Whether an active rollback has the same targets: a repeated request completes it. */
export function isSameRollback({ digests }: Hold, planned: readonly PlannedRollback[]): boolean {
  return digests.size === planned.length && planned.every(({ unit, target }) => digests.get(unit.name) === target.digest);
}

/** The open holds that remain on these units after this one ends: they then decide. */
export function remainingHolds(holds: readonly Hold[], units: HoldSelection["units"], own: Hold | undefined): Hold[] {
  return newestFirst(holds).filter(
    (hold) => hold.until === undefined && hold.issue !== own?.issue && units.some((unit) => covers(hold, unit)),
  );
}

/** For each unit that a hold keeps at another image than this hold does: that other hold. */
function supersededBy(own: Hold, holds: readonly Hold[], units: HoldSelection["units"]): UnitHold[] {
  const open = holds.filter(({ until }) => until === undefined);
  return units.flatMap((unit) => {
    const hold = holdOn(unit, open);
    return hold && hold.digest !== own.digests.get(unit.name) ? [hold] : [];
  });
}

function newestFirst(holds: readonly Hold[]): Hold[] {
  return holds.toSorted((a, b) => b.issue - a.issue);
}
