import type { Status, UnitStatus } from "../../core/status/status.ts";
import type { Change, View } from "../view.ts";

/** All that is known of one unit. */
export function Panel({ unit }: { status: Status; unit: UnitStatus; view: View; change: Change }) {
  return (
    <section aria-labelledby="panel-title">
      <h2 id="panel-title">{unit.unit}</h2>
    </section>
  );
}
