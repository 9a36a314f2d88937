import { markShapes, type OriginKind } from "../parts/mark-shapes.ts";
import { OriginMark } from "../parts/origin-mark.tsx";
import type { Change, View } from "../view.ts";

/** What the marks of time lines mean, and how much of the past they show. */
export function Legend({ view, change }: { view: View; change: Change }) {
  const kinds = Object.entries(markShapes) as [OriginKind, { word: string }][];
  return (
    <div class="under">
      <ul class="legend" aria-label="Marks of the time lines">
        {kinds.map(([kind, { word }]) => (
          <li key={kind}>
            <OriginMark kind={kind} /> {word}
          </li>
        ))}
        <li>
          <svg viewBox="0 0 16 12" width="16" height="12" aria-hidden="true">
            <rect class="band" x="0.5" y="0.5" width="15" height="11" />
          </svg>{" "}
          held
        </li>
      </ul>
      <fieldset class="spans no-print">
        <legend class="for-screen-readers">Time lines show</legend>
        <button type="button" aria-pressed={view.span !== "year"} onClick={() => change({ span: undefined })}>
          90 days
        </button>
        <button type="button" aria-pressed={view.span === "year"} onClick={() => change({ span: "year" })}>
          1 year
        </button>
      </fieldset>
    </div>
  );
}
