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
  { name: "withdrawn", level: "bad", message: (what) => `${what}: withdrawn` },
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

/** The badge of all units: how many are not well, the worst kind first. */
export function badgeOfAll(status: Status): Badge {
  const label = "images";
  const { units, generated } = status;
  const counts = countStates(units.map((unit) => statesOf(unit, status, Date.parse(generated))));
  const worst = (["withdrawn", "stale", "registries differ", "unknown"] as const).find((name) => counts.get(name));
  if (worst === undefined) {
    const fresh = counts.get("fresh") ?? 0;
    const message = units.length === 0 ? "none" : `${fresh === units.length ? fresh : `${fresh} of ${units.length}`} fresh`;
    return { label, message, level: fresh === 0 ? "unknown" : "good" };
  }
  const message = `${counts.get(worst)} of ${units.length} ${worst === "registries differ" ? "differ between registries" : worst}`;
  return { label, message, level: worst === "unknown" ? "unknown" : "bad" };
}
