import type { View } from "../address.ts";
import type { Row } from "./rows.ts";
import { matches, type StateName } from "./stand-in.ts";

/** A button that shows the rows in one state alone. */
export interface Filter {
  name: StateName;
  label: string;
  count: number;
}

const labels: readonly [StateName, string][] = [
  ["stale", "Stale"],
  ["held", "Held"],
  ["waiting", "Waiting"],
  ["differs", "Registries differ"],
  ["unknown", "Unknown"],
];

/** The filters, with how many of these rows each has. */
export function filtersOf(rows: readonly Row[]): Filter[] {
  return labels.map(([name, label]) => ({ name, label, count: rows.filter(({ states }) => states.includes(name)).length }));
}

/** The rows that a view's search and filter let through. A filter that does not exist lets all through. */
export function filterRows(rows: readonly Row[], { query = "", filter }: View): Row[] {
  const state = labels.find(([name]) => name === filter)?.[0];
  return rows.filter(
    ({ unit, states }) => (state === undefined || states.includes(state)) && (query.trim() === "" || matches(unit, query)),
  );
}
