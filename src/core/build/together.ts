import { sharedStagesKey } from "../plan/jobs/shared-stages.ts";
import type { PlannedUnit } from "../plan/plan.ts";

type Built = Pick<PlannedUnit, "name" | "decision" | "build" | "source">;

/**
 * What the builds that begin together have in common. Undefined for a unit that is not built, or
 * whose image does not ask for `shared-stages`.
 */
export function togetherKey(unit: Built): string | undefined {
  return unit.decision === "build" ? sharedStagesKey(unit) : undefined;
}

/**
 * By unit, the bases that all builds of its group wait for, so that they begin together. It leaves
 * out bases that wait for a group themselves: two groups could wait for each other for ever. A unit
 * on such a base begins later than the others.
 * @param units bases before their children
 * @param basesOf the names of the bases that a unit waits for
 */
export function basesOfGroups<U extends Built>(
  units: readonly U[],
  basesOf: (unit: U) => readonly string[],
): Map<string, ReadonlySet<string>> {
  const waiting = new Set<string>(); // the units that wait for a group
  const groups = new Map<string, Set<string>>(); // the bases of each group, by its key
  const found = new Map<string, ReadonlySet<string>>();
  for (const unit of units) {
    const bases = basesOf(unit);
    const isLate = bases.some((name) => waiting.has(name));
    const key = togetherKey(unit);
    if (isLate || key !== undefined) waiting.add(unit.name);
    if (isLate || key === undefined) continue;
    const group = groups.get(key) ?? new Set();
    for (const name of bases) group.add(name);
    groups.set(key, group);
    found.set(unit.name, group);
  }
  return found;
}
