import { parseDay } from "../core/lib/time/day.ts";

/** What the page shows: its address after `#` has all of it, so that people can send it on. */
export interface View {
  /** The unit whose panel is open. */
  unit?: string;
  /** `2026-11-12`: the page shows what streams showed at the end of that day, UTC. Absent: now. */
  day?: string;
  /** A publication of the unit: the panel shows what changed since. */
  since?: string;
  /** The text of the search field. */
  query?: string;
  /** The state that units must have: a name of `states` in `core/status/state.ts`. */
  filter?: string;
  /** What the table is sorted by: a name of `sorts` in `overview/sort.ts`. Absent: the worst state first. */
  sort?: string;
  /** What the time lines show: `year`. Absent: 90 days. */
  span?: string;
}

const keys = ["unit", "day", "since", "query", "filter", "sort", "span"] as const satisfies readonly (keyof View)[];

/**
 * The view in the page's address: `#unit=squid%3Arelease&day=2026-11-12`. Empty values and days that do
 * not exist count as absent; other parts are ignored.
 */
export function readView(hash: string): View {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const given = keys.map((key) => [key, parameters.get(key) ?? ""] as const);
  return Object.fromEntries(given.filter(([key, value]) => (key === "day" ? parseDay(value) !== undefined : value !== "")));
}

/** The address of a view, from `#`. */
export function printView(view: View): string {
  const given = keys.flatMap((key): [string, string][] => (view[key] ? [[key, view[key]]] : []));
  return `#${new URLSearchParams(given)}`;
}
