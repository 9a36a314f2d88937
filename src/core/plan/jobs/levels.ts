import { baseUnitsOf } from "../../unit/bases.ts";
import { Connections, type Grouped } from "./connections.ts";
import { connected } from "./groups.ts";

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
  const sizes = sizesOfRanges(group, depths, deepest);
  const whole: Cuts = { cuts: [], ...sizeOf([], sizes) };
  let best = whole;
  for (let levels = 2; best.largest > maxUnits && levels <= Math.min(maximumLevels, deepest + 1); levels++) {
    for (const cuts of cutsOf(deepest, levels - 1)) {
      const size = sizeOf(cuts, sizes);
      if (isBetter(size, best)) best = { cuts, ...size };
    }
  }
  return best === whole ? [{ level: 1, units: [...group] }] : partsAt(group, depths, best.cuts);
}

/** The units of the largest part, and how uneven the parts are: the sum of their squares. */
type Size = Pick<Connections, "largest" | "squares">;

/** The depths at which a new level begins, in ascending order. */
interface Cuts extends Size {
  cuts: readonly number[];
}

/** Whether the largest part is smaller or, if they are equal, the parts are more even. */
function isBetter(one: Size, other: Size): boolean {
  return one.largest < other.largest || (one.largest === other.largest && one.squares < other.squares);
}

/** The size of the parts of each range of depths: by the first depth, then the last one. */
function sizesOfRanges(group: readonly Grouped[], depths: readonly number[], deepest: number): Size[][] {
  const layers = Array.from({ length: deepest + 1 }, (_, depth) => group.filter((__, index) => depths[index] === depth));
  return layers.map((_, first) => {
    const connections = new Connections();
    return layers.map((layer, depth): Size => {
      if (depth >= first) for (const unit of layer) connections.add(unit);
      return { largest: connections.largest, squares: connections.squares };
    });
  });
}

/** The size of all parts together. */
function sizeOf(cuts: readonly number[], sizes: readonly (readonly Size[])[]): Size {
  const all: Size = { largest: 0, squares: 0 };
  for (let level = 0; level <= cuts.length; level++) {
    const range = sizes[cuts[level - 1] ?? 0]?.[(cuts[level] ?? sizes.length) - 1];
    all.largest = Math.max(all.largest, range?.largest ?? 0);
    all.squares += range?.squares ?? 0;
  }
  return all;
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
