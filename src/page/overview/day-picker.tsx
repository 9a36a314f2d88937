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
      <div class="day-controls">
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
        <Step label="The day before" sign="‹" onClick={() => step(-1)} />
        <Step label="The day after" sign="›" isDisabled={day === undefined} onClick={() => step(1)} />
        {day !== undefined && (
          <button type="button" class="today" onClick={() => change({ day: undefined })}>
            Today
          </button>
        )}
      </div>
      <p id="day-hint" class="muted hint">
        {day === undefined ? "Choose a day: what each stream showed, and what changed since" : "Days are in UTC"}
      </p>
    </fieldset>
  );
}

interface StepProps {
  label: string;
  sign: string;
  isDisabled?: boolean;
  onClick: () => void;
}

function Step({ label, sign, isDisabled = false, onClick }: StepProps) {
  return (
    <button type="button" class="step" aria-label={label} title={label} disabled={isDisabled} onClick={onClick}>
      {sign}
    </button>
  );
}
