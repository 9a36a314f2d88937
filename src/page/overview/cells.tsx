import { AgeBar } from "../parts/age-bar.tsx";
import type { ShownOn } from "./day-view.ts";
import type { Frame } from "./frame.ts";
import { Next } from "./next.tsx";
import { OnDay, SinceDay } from "./on-day.tsx";
import { Registries } from "./registries.tsx";
import type { Row } from "./rows.ts";
import { Shows } from "./shows.tsx";
import { States } from "./states.tsx";
import { Strip } from "./strip.tsx";

interface Props {
  row: Row;
  frame: Frame;
}

/** The cells of a row that shows what is now. Cards name each by `data-label`, and leave out those of the class `none`. */
export function NowCells({ row: { unit, states, age }, frame }: Props) {
  return (
    <>
      <td class="states-cell">
        <States states={states} />
      </td>
      <td data-label="Shows">
        <Shows unit={unit} />
      </td>
      <td class={age === undefined ? "extra none" : "extra"} data-label="Age">
        {age === undefined ? <span class="muted">–</span> : <AgeBar age={age} limit={frame.limit} />}
      </td>
      <StripCell unit={unit} frame={frame} />
      <td class={unit.follows ? "extra" : "extra none"} data-label="Next">
        <Next unit={unit} now={frame.now} />
      </td>
      <td class="extra" data-label="Registries">
        <Registries unit={unit} />
      </td>
    </>
  );
}

/** The cells of a row that shows a day, and what changed since. */
export function DayCells({ row: { unit, states }, frame, on }: Props & { on: ShownOn }) {
  return (
    <>
      <td class="states-cell extra">
        <States states={states} />
      </td>
      <td class="wide" data-label="Showed">
        <OnDay on={on} />
      </td>
      <td class="wide" data-label="Since then, and now">
        <SinceDay unit={unit} on={on} />
      </td>
      <StripCell unit={unit} frame={frame} />
    </>
  );
}

function StripCell({ unit, frame: { scale, moment } }: Pick<Row, "unit"> & Pick<Props, "frame">) {
  return (
    <td class="strip-cell extra">
      <Strip unit={unit} scale={scale} moment={moment} />
    </td>
  );
}
