import { shortDigest } from "../../core/lib/digest.ts";
import type { Status, UnitStatus } from "../../core/status/status.ts";

/** What a badge says. */
export interface Badge {
  label: string;
  message: string;
  level: "good" | "notice" | "bad" | "unknown";
}

/**
 * The badge of a unit: what its stream shows. It names a day, not an age: a badge may be looked at
 * long after the page was made, and "4 d" would be a lie by then.
 */
export function badgeOfUnit(unit: UnitStatus): Badge {
  const label = unit.unit;
  const { state } = unit.freshness;
  const shown = unit.shows && (unit.shows.timestamp ?? shortDigest(unit.shows.digest));
  const held = unit.holds.some(({ until }) => until === null);
  if (unit.unknown.length > 0 || state === "unknown") return { label, message: "unknown", level: "unknown" };
  if (shown === undefined) return { label, message: "nothing published", level: "unknown" };
  if (isWithdrawn(unit)) return { label, message: `withdrawn: ${shown}`, level: "bad" };
  if (state === "stale") return { label, message: `stale: ${shown}`, level: "bad" };
  if (!unit.agrees) return { label, message: `${shown}: registries differ`, level: "bad" };
  return held ? { label, message: `held at ${shown}`, level: "notice" } : { label, message: shown, level: "good" };
}

/** Whether a unit has a badge: versions alone have no age. */
export function isInStream({ versionsAlone }: UnitStatus): boolean {
  return !versionsAlone;
}

/** A person yanked what it shows, or what it follows. */
function isWithdrawn({ follows, publications, shows }: UnitStatus): boolean {
  return follows?.withdrawn !== undefined || publications.some((one) => one.digest === shows?.digest && one.yanked);
}

/** What may be wrong with several units, the worst first. */
const faults: readonly { words: string; level: Badge["level"]; has(unit: UnitStatus): boolean }[] = [
  { words: "withdrawn", level: "bad", has: isWithdrawn },
  { words: "stale", level: "bad", has: ({ freshness }) => freshness.state === "stale" },
  { words: "differ between registries", level: "bad", has: ({ agrees, unknown }) => !agrees && unknown.length === 0 },
  {
    words: "unknown",
    level: "unknown",
    has: ({ unknown, freshness }) => unknown.length > 0 || freshness.state === "unknown",
  },
  { words: "not published", level: "unknown", has: ({ freshness }) => freshness.state === "never" },
];

/** The badge of all streams: how many are not well, the worst kind first. */
export function badgeOfAll(status: Pick<Status, "units">): Badge {
  const label = "images";
  const units = status.units.filter(isInStream);
  if (units.length === 0) return { label, message: "none", level: "unknown" };
  for (const { words, level, has } of faults) {
    const number = units.filter(has).length;
    if (number > 0) return { label, message: `${number} of ${units.length} ${words}`, level };
  }
  return { label, message: `${units.length} fresh`, level: "good" };
}
