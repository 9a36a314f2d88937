import { totalOf, type UnitTimes, untilTested } from "./unit-times.ts";

/** Units that are built on one another, the first base first. */
export interface Chain {
  units: readonly string[];
  /** Milliseconds. */
  time: number;
}

/**
 * The chain that took longest: each unit until its last test, and the last one until its last tag.
 * Bases without times are no part of it. Of equal chains, the one whose last unit comes first.
 * @param times bases before their children
 * @returns undefined without times
 */
export function longestChain(times: readonly UnitTimes[]): Chain | undefined {
  const untilTests = new Map<string, Chain>();
  let longest: Chain | undefined;
  for (const unit of times) {
    const before = longestOf(unit.bases.flatMap((name) => untilTests.get(name) ?? []));
    const units = [...(before?.units ?? []), unit.unit];
    const waited = before?.time ?? 0;
    untilTests.set(unit.unit, { units, time: waited + untilTested(unit) });
    longest = longestOf([...(longest ? [longest] : []), { units, time: waited + totalOf(unit) }]);
  }
  return longest;
}

/** The first of the longest chains. */
function longestOf(chains: readonly Chain[]): Chain | undefined {
  return chains.reduce<Chain | undefined>(
    (longest, chain) => (longest && longest.time >= chain.time ? longest : chain),
    undefined,
  );
}
