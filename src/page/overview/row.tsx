import { useEffect, useMemo, useRef } from "preact/hooks";
import { oneLine } from "../../core/lib/text/clean.ts";
import { firstOf } from "../../core/lib/text/words.ts";
import { shownSpans } from "../../core/status/shown-at.ts";
import { printView } from "../address.ts";
import { Said } from "../parts/said.tsx";
import { DayCells, NowCells } from "./cells.tsx";
import { shownOn } from "./day-view.ts";
import type { Frame } from "./frame.ts";
import type { Row } from "./rows.ts";

/** One unit of the table. Its name opens its panel; so does a click anywhere on the row. */
export function UnitRow({ row, frame }: { row: Row; frame: Frame }) {
  const { unit, found } = row;
  const { view, change, isGrouped, read } = frame;
  const isOpen = view.unit === unit.unit;
  const isShort = isGrouped && unit.unit.startsWith(`${unit.image}:`);
  const on = useMemo(
    () => (view.day === undefined ? undefined : shownOn(shownSpans(unit, read), view.day)),
    [unit, read, view.day],
  );
  const place = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (isOpen) place.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  const open = ({ target }: Event) => {
    const isControl = target instanceof Element && target.closest("a, button") !== null;
    if (!isControl && getSelection()?.isCollapsed !== false) change({ unit: unit.unit });
  };
  return (
    <tr ref={place} data-unit={unit.unit} class={isOpen ? "open" : undefined} onClick={open}>
      <th scope="row">
        <a
          href={printView({ ...view, unit: unit.unit })}
          aria-label={oneLine(unit.unit)}
          aria-current={isOpen ? "true" : undefined}
          title={oneLine(unit.unit)}
        >
          <Said text={isShort ? unit.unit.slice(unit.image.length + 1) : unit.unit} />
        </a>
        {!unit.required && <span class="muted optional">optional</span>}
        {found.length > 0 && (
          <span class="found">
            found in <Said text={firstOf(found, 2)} />
          </span>
        )}
      </th>
      {on ? <DayCells row={row} frame={frame} on={on} /> : <NowCells row={row} frame={frame} />}
    </tr>
  );
}
