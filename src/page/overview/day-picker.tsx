import { dayOf } from "../../core/lib/time/day.ts";
import { day as dayLength } from "../../core/lib/time/duration.ts";
import type { Change } from "../view.ts";

interface Props {
  day: string | undefined;
  change: Change;
  /** The reader's clock, in milliseconds since 1970. */
  now: number;
}

/** "What ran on [day]": the day that the whole page shows. */
export function DayPicker({ day, change, now }: Props) {
  const last = dayOf(new Date(now));
  const step = (days: number) => {
    const next = dayOf(new Date(Date.parse(day ?? last) + days * dayLength));
    change({ day: next > last ? undefined : next });
  };
  return (
    <fieldset class={day === undefined ? "day-picker" : "day-picker set"}>
      <legend class="for-screen-readers">The day that the page shows</legend>
      <label>
        <span>What ran on</span>
        <input
          type="date"
          name="day"
          max={last}
          value={day ?? ""}
          aria-describedby="day-hint"
          onChange={({ currentTarget }) => change({ day: currentTarget.value || undefined })}
        />
      </label>
      <button type="button" class="step" aria-label="The day before" title="The day before" onClick={() => step(-1)}>
        ‹
      </button>
      <button
        type="button"
        class="step"
        aria-label="The day after"
        title="The day after"
        disabled={day === undefined}
        onClick={() => step(1)}
      >
        ›
      </button>
      {day !== undefined && (
        <button type="button" class="today" onClick={() => change({ day: undefined })}>
          Today
        </button>
      )}
      <span id="day-hint" class="muted hint">
        {day === undefined ? "Choose a day: what each stream showed, and what changed since" : "At the end of the day, UTC"}
      </span>
    </fieldset>
  );
}
