import { dayWords } from "../parts/moment-words.ts";
import { Said } from "../parts/said.tsx";
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
                <Said text={image} />
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
  const column = { sort: sortOf(view.sort), change };
  const strip = (
    <th scope="col" class="strip-cell extra">
      <span class="for-screen-readers">Time line</span>
      <StripAxis scale={scale} moment={moment} />
    </th>
  );
  const utc = <span class="utc">UTC</span>;
  return view.day === undefined ? (
    <thead>
      <tr>
        <SortColumn by="name" label="Stream" {...column} />
        <SortColumn by="state" label="State" {...column} />
        <th scope="col">Shows {utc}</th>
        <SortColumn by="age" label="Age" {...column} class="extra" />
        {strip}
        <th scope="col" class="extra">
          Next
        </th>
        <th scope="col" class="extra">
          Registries
        </th>
      </tr>
    </thead>
  ) : (
    <thead>
      <tr>
        <SortColumn by="name" label="Stream" {...column} />
        <SortColumn by="state" label="State now" {...column} class="extra" />
        <th scope="col">
          On {dayWords(Date.parse(view.day))} {utc}
        </th>
        <th scope="col">Since then, and now {utc}</th>
        {strip}
      </tr>
    </thead>
  );
}

interface SortColumnProps {
  by: Sort;
  label: string;
  sort: Sort;
  change: Change;
  class?: string;
}

const directions: Record<Sort, "ascending" | "descending"> = { name: "ascending", state: "descending", age: "descending" };
const orders: Record<Sort, string> = {
  name: "Sort by name",
  state: "Sort by state, the worst first",
  age: "Sort by age, the oldest first",
};

function SortColumn({ by, label, sort, change, class: name }: SortColumnProps) {
  const isSorted = sort === by;
  return (
    <th scope="col" class={name} aria-sort={isSorted ? directions[by] : "none"}>
      <button type="button" class="sort" title={orders[by]} onClick={() => change({ sort: by === "state" ? undefined : by })}>
        {label}
        <span aria-hidden="true">{isSorted ? (directions[by] === "ascending" ? " ▲" : " ▼") : ""}</span>
      </button>
    </th>
  );
}
