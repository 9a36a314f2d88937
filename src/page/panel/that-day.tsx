import type { UnitStatus } from "../../core/status/status.ts";
import { Digest } from "../parts/digest.tsx";
import type { Change } from "../view.ts";
import { Command } from "./command.tsx";
import type { DayView } from "./day.ts";
import { Part } from "./part.tsx";

/** What the stream showed on the day that people asked for. */
export function ThatDay({ view, unit, change }: { view: DayView; unit: UnitStatus; change: Change }) {
  const { day, words, publication, digest, period, earlier } = view;
  return (
    <Part name="day" title={`On ${day}`}>
      <div class="remark accent">
        <p data-day-shows={publication ?? digest ?? ""}>
          {words}
          {digest !== undefined && (
            <>
              {" "}
              <strong>{publication ?? "an image without a listed timestamp"}</strong> <Digest digest={digest} /> {period}.
            </>
          )}
        </p>
        {digest !== undefined && <PulledThen digest={digest} unit={unit} />}
        {earlier.length > 0 && <p>Earlier that day: {earlier.join(", then ")}.</p>}
        <button type="button" class="instead-of-table" onClick={() => change({ day: undefined })}>
          Back to today
        </button>
      </div>
    </Part>
  );
}

function PulledThen({ digest, unit: { repositories, streamTag } }: { digest: string; unit: UnitStatus }) {
  const [repository] = repositories;
  if (repository === undefined) return null;
  return (
    <p>
      Pull it: <Command command={`${repository}:${streamTag}@${digest}`} what="reference" />
    </p>
  );
}

/** Asks for a day. */
export function DayField({ day, today, change }: { day: string | undefined; today: string; change: Change }) {
  return (
    <p class="day-field instead-of-table">
      <label>
        What did it show on{" "}
        <input
          type="date"
          name="panel-day"
          max={today}
          value={day ?? ""}
          onChange={({ currentTarget }) => change({ day: currentTarget.value || undefined })}
        />
      </label>
    </p>
  );
}
