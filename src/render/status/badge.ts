import { shortDigest } from "../../core/lib/digest.ts";
import { countStates, type StateName, statesOf } from "../../core/status/state.ts";
import type { Status, UnitStatus } from "../../core/status/status.ts";

/** What a badge says. */
export interface Badge {
  label: string;
  message: string;
  level: "good" | "notice" | "bad" | "unknown";
}

/** The states that a badge tells, the first that a unit is in; `what` is what its stream shows. */
const told: readonly { name: StateName; level: Badge["level"]; message(what: string): string }[] = [
  { name: "unknown", level: "unknown", message: () => "unknown" },
  { name: "withdrawn", level: "bad", message: (what) => `withdrawn: ${what}` },
  { name: "stale", level: "bad", message: (what) => `stale: ${what}` },
  { name: "registries differ", level: "bad", message: (what) => `${what}: registries differ` },
  { name: "held", level: "notice", message: (what) => `held at ${what}` },
];

/**
 * The badge of a unit: what its stream shows. It names a day, not an age: a badge may be looked at
 * long after the page was made, and "4 d" would be a lie by then.
 */
export function badgeOfUnit(unit: UnitStatus, status: Pick<Status, "generated" | "limit">): Badge {
  const label = unit.unit;
  const states = new Set(statesOf(unit, status, Date.parse(status.generated)).map(({ name }) => name));
  const found = told.find(({ name }) => states.has(name));
  const what = unit.shows && (unit.shows.timestamp ?? shortDigest(unit.shows.digest));
  if (what === undefined && found?.name !== "unknown") return { label, message: "nothing published", level: "unknown" };
  return { label, message: found?.message(what ?? "") ?? what ?? "", level: found?.level ?? "good" };
}

/** Whether a unit has a badge: versions alone have no age. */
export function isInStream({ versionsAlone }: UnitStatus): boolean {
  return !versionsAlone;
}

/** What may be wrong with several streams, the worst first. */
const faults: readonly { name: StateName; words: string; level: Badge["level"] }[] = [
  { name: "withdrawn", words: "withdrawn", level: "bad" },
  { name: "stale", words: "stale", level: "bad" },
  { name: "registries differ", words: "differ between registries", level: "bad" },
  { name: "unknown", words: "unknown", level: "unknown" },
  { name: "never published", words: "not published", level: "unknown" },
];

/** The badge of all streams: how many are not well, the worst kind first. */
export function badgeOfAll(status: Status): Badge {
  const label = "images";
  const units = status.units.filter(isInStream);
  if (units.length === 0) return { label, message: "none", level: "unknown" };
  const counts = countStates(units.map((unit) => statesOf(unit, status, Date.parse(status.generated))));
  const worst = faults.find(({ name }) => counts.get(name));
  if (!worst) return { label, message: `${units.length} fresh`, level: "good" };
  return { label, message: `${counts.get(worst.name)} of ${units.length} ${worst.words}`, level: worst.level };
}
