import type { Status } from "../../core/status/status.ts";
import type { Change, View } from "../view.ts";

/** The header and the table of all units. */
export function Overview({ status, change }: { status: Status; view: View; change: Change }) {
  return (
    <main>
      <h1>Streams</h1>
      <ul>
        {status.units.map(({ unit }) => (
          <li key={unit}>
            <button type="button" onClick={() => change({ unit })}>
              {unit}
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}
