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
  if (state === "stale") return { label, message: `stale: ${shown}`, level: "bad" };
  if (!unit.agrees) return { label, message: `${shown}: registries differ`, level: "bad" };
  return held ? { label, message: `held at ${shown}`, level: "notice" } : { label, message: shown, level: "good" };
}

/** The badge of all units: how many are not well, the worst kind first. */
export function badgeOfAll({ units }: Status): Badge {
  const label = "images";
  const all = units.length;
  const stale = units.filter(({ freshness }) => freshness.state === "stale").length;
  const unknown = units.filter(({ unknown: reasons, freshness }) => reasons.length > 0 || freshness.state === "unknown").length;
  const differing = units.filter(({ agrees, unknown: reasons }) => !agrees && reasons.length === 0).length;
  if (stale > 0) return { label, message: `${stale} of ${all} stale`, level: "bad" };
  if (differing > 0) return { label, message: `${differing} of ${all} differ between registries`, level: "bad" };
  if (unknown > 0) return { label, message: `${unknown} of ${all} unknown`, level: "unknown" };
  return all === 0 ? { label, message: "none", level: "unknown" } : { label, message: `${all} fresh`, level: "good" };
}
