import type { PlannedRollback } from "../rollback/rollback.ts";
import type { Unit } from "../unit/unit.ts";
import { covers, type Hold, holdOn, type UnitHold } from "./hold.ts";

/** What somebody asks for by hand, as far as it says which hold it is about. */
export interface HoldSelection {
  /** GitHub's run id, the same in every attempt; of the command line: `local`. */
  run: string;
  /** Globs over unit names, as they were given. */
  only: readonly string[];
  /** The units that they select. */
  units: readonly Pick<Unit, "name">[];
}

/**
 * The hold that an earlier attempt of this run has opened for these units: the next attempt goes on under it, so that it does the same, and once.
 * Undefined when there is none. A text says why nobody can go on under it: a sentence without its full stop.
 * @param holds open ones and closed ones
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
  if (own.until !== undefined) return `Hold #${own.issue} of this run was lifted since: ${again}`;
  if (own.fault !== undefined) return `Hold #${own.issue} of this run cannot be read, ${own.fault}: mend it, or ${again}`;
  const free = units.find((unit) => !covers(own, unit) || (command === "rollback" && !own.digests.has(unit.name)));
  if (free) return `${free.name} is held by #${own.issue} of this run no longer: ${again}`;
  if (own.scope.join() !== only.join()) return `#${own.issue} of this run holds more than ${only.join(", ")}: ${again}`;
  // Where it still decides for some of them, those have to be completed.
  const others = command === "rollback" ? supersededBy(own, holds, units) : [];
  const [other] = others;
  return other && others.length === units.length
    ? `#${other.issue} has taken the place of hold #${own.issue} of this run: ${again}`
    : own;
}

/** The rollbacks of just these units that are in force: none of them is kept at another image by a newer hold. Newest first. */
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

/** Whether a rollback in force is to the same images: asked for once more, it is completed. */
export function isSameRollback({ digests }: Hold, planned: readonly PlannedRollback[]): boolean {
  return digests.size === planned.length && planned.every(({ unit, target }) => digests.get(unit.name) === target.digest);
}

/** The open holds that will be left on these units once this one is lifted: then they decide. */
export function remainingHolds(holds: readonly Hold[], units: HoldSelection["units"], own: Hold | undefined): Hold[] {
  return newestFirst(holds).filter(
    (hold) => hold.until === undefined && hold.issue !== own?.issue && units.some((unit) => covers(hold, unit)),
  );
}

/** What keeps units at another image than a hold on them all does: one for each of those units. */
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
