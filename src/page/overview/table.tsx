import { dayWords } from "../parts/moment-words.ts";
import type { Change } from "../view.ts";
import type { Frame } from "./frame.ts";
import { UnitRow } from "./row.tsx";
import { moveBetweenRows } from "./row-keys.ts";
import type { Row } from "./rows.ts";
import { groupByImage, type Sort, sortOf } from "./sort.ts";
import { StripAxis } from "./strip.tsx";

/** The table of units, by image. */
export function UnitTable({ rows, frame }: { rows: readonly Row[]; frame: Frame }) {
  const groups = groupByImage(rows, sortOf(frame.view.sort));
  const columns = frame.moment === undefined ? 7 : 5;
  return (
    <table class={frame.moment === undefined ? "units" : "units on-day"} onKeyDown={moveBetweenRows}>
      <caption class="for-screen-readers">Streams, by image</caption>
      <Head frame={frame} />
      {groups.map(({ image, rows }) => (
        <tbody key={image}>
          {frame.isGrouped && (
            <tr class="image">
              <th scope="rowgroup" colSpan={columns}>
                {image}
              </th>
            </tr>
          )}
          {rows.map((row) => (
            <UnitRow key={row.unit.unit} row={row} frame={frame} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function Head({ frame: { view, change, scale, moment } }: { frame: Frame }) {
  const sort = sortOf(view.sort);
  const column = { sort, change };
  const day = view.day === undefined ? undefined : dayWords(Date.parse(view.day));
  return (
    <thead>
      <tr>
        <SortColumn by="name" label="Stream" {...column} />
        <SortColumn by="state" label={day === undefined ? "State" : "State now"} {...column} />
        <th scope="col">
          {day === undefined ? "Shows" : `On ${day}`} <span class="utc">UTC</span>
        </th>
        {day === undefined ? <SortColumn by="age" label="Age" {...column} /> : <th scope="col">Since then, and now</th>}
        <th scope="col" class="strip-cell">
          <span class="for-screen-readers">Time line</span>
          <StripAxis scale={scale} moment={moment} />
        </th>
        {day === undefined && <th scope="col">Next</th>}
        {day === undefined && <th scope="col">Registries</th>}
      </tr>
    </thead>
  );
}

interface SortColumnProps {
  by: Sort;
  label: string;
  sort: Sort;
  change: Change;
}

const directions: Record<Sort, "ascending" | "descending"> = { name: "ascending", state: "descending", age: "descending" };
const orders: Record<Sort, string> = {
  name: "Sort by name",
  state: "Sort by state, the worst first",
  age: "Sort by age, the oldest first",
};

function SortColumn({ by, label, sort, change }: SortColumnProps) {
  const isSorted = sort === by;
  return (
    <th scope="col" aria-sort={isSorted ? directions[by] : "none"}>
      <button type="button" class="sort" title={orders[by]} onClick={() => change({ sort: by === "state" ? undefined : by })}>
        {label}
        <span aria-hidden="true">{isSorted ? (directions[by] === "ascending" ? " ▴" : " ▾") : ""}</span>
      </button>
    </th>
  );
}
