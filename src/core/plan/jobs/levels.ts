import { baseUnitsOf } from "../../unit/bases.ts";
import { connected, type Grouped } from "./groups.ts";

/** The matrices of the templates: the jobs of one need those of the one before. */
export const maximumLevels = 3;

/** The units of one job, and its level: 1, 2 or 3. */
export interface Part<U> {
  level: number;
  units: U[];
}

/**
 * Splits a group at its bases, into as few levels as keep each part within a limit. If three levels
 * are not enough, the largest part is as small as three levels allow.
 * @param group connected units, bases before their children
 * @param maxUnits the most units of a part
 */
export function splitAtBases<U extends Grouped>(group: readonly U[], maxUnits: number): Part<U>[] {
  const depths = depthsOf(group);
  const deepest = Math.max(...depths);
  const whole: Part<U>[] = [{ level: 1, units: [...group] }];
  let best = whole;
  for (let levels = 2; largest(best) > maxUnits && levels <= Math.min(maximumLevels, deepest + 1); levels++) {
    for (const cuts of cutsOf(deepest, levels - 1)) {
      const parts = partsAt(group, depths, cuts);
      if (isBetter(parts, best)) best = parts;
    }
  }
  return best;
}

/** Whether the largest part is smaller or, if they are equal, the parts are more even. */
function isBetter(parts: readonly Part<unknown>[], others: readonly Part<unknown>[]): boolean {
  const unevenness = (of: readonly Part<unknown>[]) => of.reduce((sum, { units }) => sum + units.length ** 2, 0);
  return largest(parts) < largest(others) || (largest(parts) === largest(others) && unevenness(parts) < unevenness(others));
}

function largest(parts: readonly Part<unknown>[]): number {
  return Math.max(...parts.map(({ units }) => units.length));
}

/** How many bases lie below each unit, one on the other. */
function depthsOf(group: readonly Grouped[]): number[] {
  const depths = new Map<string, number>();
  for (const unit of group) {
    const below = baseUnitsOf(unit).map((name) => depths.get(name) ?? -1);
    depths.set(unit.name, Math.max(-1, ...below) + 1);
  }
  return group.map(({ name }) => depths.get(name) ?? 0);
}

/** All ways to choose the depths at which a new level begins, in ascending order. */
function* cutsOf(deepest: number, count: number, from = 1): Generator<number[]> {
  if (count === 0) yield [];
  for (let cut = from; count > 0 && cut <= deepest; cut++) {
    for (const others of cutsOf(deepest, count - 1, cut + 1)) yield [cut, ...others];
  }
}

function partsAt<U extends Grouped>(group: readonly U[], depths: readonly number[], cuts: readonly number[]): Part<U>[] {
  const levelOf = (index: number): number => 1 + cuts.filter((cut) => (depths[index] ?? 0) >= cut).length;
  return Array.from({ length: cuts.length + 1 }, (_, at) => at + 1).flatMap((level) =>
    connected(group.filter((_, index) => levelOf(index) === level)).map((units) => ({ level, units })),
  );
}
