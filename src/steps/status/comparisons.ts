import type { HistoryEntry, UnitHistory } from "../../core/history/history.ts";
import type { Publication } from "../../core/rollback/rollback.ts";
import type { EarlierFacts } from "../../core/status/earlier.ts";
import { packagesStatus } from "../../core/status/packages-status.ts";
import type { PackagesStatus } from "../../core/status/publication-status.ts";
import { type PublicationId, printPublicationId } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";

/** How many of each unit's publications are compared with the one before, unless a person asks for all. */
const mostCompared = 10;

/** What a status knows of packages. Comparing reads whole lists of packages, so each pair of images is compared once. */
export interface Comparisons {
  /** The listed publications to compare for this unit: those of pairs of which nothing is known yet. Oldest first. */
  wanted(unit: Unit, listed: readonly Publication[], published: readonly Publication[]): readonly Publication[];
  /** Remembers what a history compared. */
  add(history: Pick<UnitHistory, "entries">): void;
  /** How the packages of a unit's publication changed; undefined if no run compared them. */
  packagesOf(unit: Unit, entry: HistoryEntry): PackagesStatus | undefined;
}

/** @param all whether to compare all listed publications */
export function createComparisons(earlier: EarlierFacts, all: boolean): Comparisons {
  const pairs = new Map<string, Pick<Publication, "digest">>(); // the one before each publication
  const asked = new Set<string>();
  const found = new Map<string, PackagesStatus>();
  return {
    wanted(unit, listed, published) {
      const newest = all ? listed : listed.slice(-mostCompared);
      for (const publication of listed) {
        const earlierOnes = published.slice(0, published.indexOf(publication));
        const before = earlierOnes.findLast(({ digest }) => digest !== publication.digest);
        if (before) pairs.set(nameOf(unit, publication.stamp), before);
      }
      return newest.filter(({ stamp, digest }) => {
        const before = pairs.get(nameOf(unit, stamp));
        const known = before && earlier.packagesOf(before.digest, digest);
        // A registry that did not show a list may do so now.
        if (!before || (known && known.unknown === undefined) || asked.has(pairOf(before, digest))) return false;
        asked.add(pairOf(before, digest));
        return true;
      });
    },
    add({ entries }) {
      for (const { changes } of entries) if (changes) found.set(pairOf(changes.from, changes.to.digest), packagesStatus(changes));
    },
    packagesOf(unit, { stamp, digest }) {
      const before = pairs.get(nameOf(unit, stamp));
      return before && (found.get(pairOf(before, digest)) ?? earlier.packagesOf(before.digest, digest));
    },
  };
}

function nameOf({ name }: Unit, stamp: PublicationId): string {
  return `${name} ${printPublicationId(stamp)}`;
}

function pairOf(before: { digest: string }, digest: string): string {
  return `${before.digest} ${digest}`;
}
