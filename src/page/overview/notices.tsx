import { oneLine } from "../../core/lib/text/clean.ts";
import { day as dayLength } from "../../core/lib/time/duration.ts";
import type { Status } from "../../core/status/status.ts";
import { dayWords, momentWords } from "../parts/moment-words.ts";

interface Props {
  status: Status;
  day: string | undefined;
  /** The unit that the address names. */
  unit: string | undefined;
  /** The reader's clock, in milliseconds since 1970, not corrected. */
  clock: number;
}

/** What readers must know before they believe the table. */
export function Notices({ status, day, unit, clock }: Props) {
  const read = Date.parse(status.generated);
  const isSilent = status.units.length > 0 && status.units.every(({ unknown }) => unknown.length > 0);
  return (
    <>
      {clock < read - 5 * 60_000 && (
        <p class="notice warn">
          Your clock is behind: Tagstream read the registries at {momentWords(read)}. Ages count to that moment.
        </p>
      )}
      {isSilent && (
        <p class="notice bad">
          Registries did not answer for any stream: what they show now is not known. Run <code>tagstream status</code> again.
        </p>
      )}
      {unit !== undefined && status.units.every(({ unit: name }) => name !== unit) && (
        <p class="notice warn" role="status">
          There is no stream {oneLine(unit)} here: it is no longer configured, or this page has others alone.
        </p>
      )}
      {day !== undefined && <DayNotice day={day} read={read} />}
    </>
  );
}

function DayNotice({ day, read }: { day: string; read: number }) {
  const start = Date.parse(day);
  const words = dayWords(start);
  return (
    <p class="notice accent" role="status">
      <strong>What ran on {words}</strong>
      {start > read
        ? `: Tagstream read the registries on ${dayWords(read)}, so that later days are not known.`
        : ` at ${start + dayLength > read ? "the time of reading" : "the end of the day"} (UTC), and what changed since then.`}
    </p>
  );
}
