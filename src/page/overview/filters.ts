import type { Search } from "../../core/status/search.ts";
import { countStates, type StateName } from "../../core/status/state.ts";
import type { View } from "../address.ts";
import type { Row } from "./rows.ts";

/** A button that shows the rows in one state alone. */
export interface Filter {
  name: StateName;
  count: number;
}

/** Those that stay where they are without any row. */
const always: readonly StateName[] = ["stale", "held", "waiting", "registries differ", "unknown"];

/** The filters, worst state first, with how many of these rows each has. All rows but few are fresh: that is none. */
export function filtersOf(rows: readonly Row[]): Filter[] {
  const counts = [...countStates(rows.map(({ states }) => states))];
  return counts
    .filter(([name, count]) => name !== "fresh" && (count > 0 || always.includes(name)))
    .map(([name, count]) => ({ name, count }));
}

/** The rows that a view's search and filter let through, with what the search found in them. */
export function filterRows(rows: readonly Row[], { query = "", filter }: View, search: Search): Row[] {
  const inState = filter === undefined ? rows : rows.filter(({ states }) => states.some(({ name }) => name === filter));
  if (query.trim() === "") return [...inState];
  const found = new Map(search(query).map(({ unit, publications }) => [unit, publications]));
  return inState.flatMap((row) => {
    const publications = found.get(row.unit);
    return publications ? [{ ...row, found: publications.map(({ timestamp }) => timestamp) }] : [];
  });
}
