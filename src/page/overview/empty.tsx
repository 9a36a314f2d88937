import type { Status } from "../../core/status/status.ts";
import { Said } from "../parts/said.tsx";
import type { Change, View } from "../view.ts";

/** What stands where the table would be: there are no units, or none matches. */
export function Empty({ status, view, change }: { status: Status; view: View; change: Change }) {
  if (status.units.length === 0)
    return (
      <div class="empty">
        <h2>No streams yet</h2>
        <p>
          The configuration has no image with a stream. New streams appear here after the next <code>tagstream status</code>.
        </p>
      </div>
    );
  return (
    <div class="empty">
      <h2>No stream matches</h2>
      <p>
        {view.filter ? "No stream in the chosen state" : "No stream"}
        {view.query ? (
          <>
            {" "}
            has “<Said text={view.query} />” in it.
          </>
        ) : (
          "."
        )}
      </p>
      <button type="button" class="primary" onClick={() => change({ query: undefined, filter: undefined })}>
        Show all streams
      </button>
    </div>
  );
}
