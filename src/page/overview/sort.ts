import { compareTexts } from "../../core/lib/text/compare-texts.ts";

/** What the table may be sorted by. */
export const sorts = ["state", "name", "age"] as const;
export type Sort = (typeof sorts)[number];

/** The sort that a view asks for. */
export function sortOf(name: string | undefined): Sort {
  return sorts.find((sort) => sort === name) ?? "state";
}

/** What sorting needs of a row. */
export interface Sortable {
  unit: { unit: string; image: string };
  /** The rank of its worst state: 0 is the worst. */
  rank: number;
  /** Milliseconds; absent: it has none. */
  age?: number;
}

/** Rows of one image. */
export interface ImageGroup<Row> {
  image: string;
  rows: Row[];
}

/**
 * The rows by image, sorted: the worst state first, then the oldest; by name; or the oldest first. Images
 * stand in the order of their first rows.
 */
export function groupByImage<Row extends Sortable>(rows: readonly Row[], sort: Sort): ImageGroup<Row>[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows.toSorted(compare[sort])) groups.set(row.unit.image, [...(groups.get(row.unit.image) ?? []), row]);
  return [...groups].map(([image, rows]) => ({ image, rows }));
}

type Compare = (a: Sortable, b: Sortable) => number;

const byName: Compare = (a, b) => compareTexts(a.unit.image, b.unit.image) || compareTexts(a.unit.unit, b.unit.unit);
const byAge: Compare = (a, b) => (b.age ?? -1) - (a.age ?? -1) || byName(a, b);
const compare: Record<Sort, Compare> = {
  name: byName,
  age: byAge,
  state: (a, b) => a.rank - b.rank || byName(a, b),
};
