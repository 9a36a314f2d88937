import { printView, type View } from "../address.ts";
import { AgeBar } from "../parts/age-bar.tsx";
import { shownOn } from "./day-view.ts";
import type { Frame } from "./frame.ts";
import { Next } from "./next.tsx";
import { OnDay, SinceDay } from "./on-day.tsx";
import { Registries } from "./registries.tsx";
import type { Row } from "./rows.ts";
import { Shows } from "./shows.tsx";
import { States } from "./states.tsx";
import { Strip } from "./strip.tsx";

/** One unit of the table. Its name opens its panel; so does a click anywhere on the row. */
export function UnitRow({ row, frame }: { row: Row; frame: Frame }) {
  const { unit, states, age } = row;
  const { view, change, scale, moment, now, limit, isGrouped } = frame;
  const isOpen = view.unit === unit.unit;
  const name = isGrouped ? unit.unit.slice(unit.image.length + 1) || unit.unit : unit.unit;
  const on = view.day === undefined ? undefined : shownOn(row.shown, view.day);
  const open = ({ target }: Event) => {
    const isControl = target instanceof Element && target.closest("a, button") !== null;
    if (!isControl && getSelection()?.isCollapsed !== false) change({ unit: unit.unit });
  };
  return (
    <tr data-unit={unit.unit} class={isOpen ? "open" : undefined} onClick={open}>
      <th scope="row">
        <a href={addressOf(view, unit.unit)} aria-current={isOpen ? "true" : undefined} title={unit.unit}>
          {name}
        </a>
        {!unit.required && <span class="muted optional">optional</span>}
      </th>
      <td data-label="State">
        <States states={states} />
      </td>
      <td data-label={on ? "Showed" : "Shows"}>{on ? <OnDay on={on} /> : <Shows unit={unit} />}</td>
      {on ? (
        <td data-label="Now">
          <SinceDay unit={unit} on={on} />
        </td>
      ) : (
        <td data-label="Age">{age === undefined ? <span class="muted">–</span> : <AgeBar age={age} limit={limit} />}</td>
      )}
      <td class="strip-cell" data-label="Time line">
        <Strip unit={unit} scale={scale} moment={moment} />
      </td>
      {!on && (
        <td data-label="Next">
          <Next unit={unit} now={now} />
        </td>
      )}
      {!on && (
        <td data-label="Registries">
          <Registries unit={unit} />
        </td>
      )}
    </tr>
  );
}

function addressOf(view: View, unit: string): string {
  return printView({ ...view, unit });
}
