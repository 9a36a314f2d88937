import { shortAge } from "../../core/freshness/age.ts";
import { count } from "../../core/lib/text/words.ts";
import type { Status } from "../../core/status/status.ts";
import { Moment } from "../parts/moment.tsx";
import { SafeLink } from "../parts/safe-link.tsx";
import { Said } from "../parts/said.tsx";
import { StateChip } from "../parts/state-chip.tsx";
import type { Change, View } from "../view.ts";
import { DayPicker } from "./day-picker.tsx";

interface Props {
  status: Status;
  view: View;
  change: Change;
  /** The reader's clock, in milliseconds since 1970. */
  now: number;
}

/** Whose streams these are, when Tagstream read them, and the day that the page shows. */
export function Header({ status, view, change, now }: Props) {
  const { source, units, notes, limit } = status;
  const images = new Set(units.map(({ image }) => image)).size;
  return (
    <header class="top">
      <div class="title">
        <h1>
          Streams
          {source !== undefined && (
            <>
              {" of "}
              <SafeLink to={source}>
                <Said text={repositoryName(source)} />
              </SafeLink>
            </>
          )}
        </h1>
        <p class="facts">
          <ReadAt generated={status.generated} limit={limit * 1000} now={now} />
          <span>
            {count(units.length, "stream")} of {count(images, "image")}
          </span>
          <span>images may be {shortAge(limit * 1000)} old</span>
          <span class="no-print">
            <a href="status.json">status.json</a>
          </span>
        </p>
      </div>
      <DayPicker day={view.day} change={change} now={now} />
      {notes.length > 0 && <Notes notes={notes} />}
    </header>
  );
}

/** The last two parts of the repository's address: `octo/images`. */
function repositoryName(source: string): string {
  return source
    .replace(/\/+$/, "")
    .replace(/^https?:\/\//, "")
    .split("/")
    .slice(-2)
    .join("/");
}

/** When Tagstream read the registries: a warning once that is older than images may be. */
function ReadAt({ generated, limit, now }: { generated: string; limit: number; now: number }) {
  const words = (
    <>
      read <Moment at={generated} now={now} />
    </>
  );
  if (now - Date.parse(generated) <= limit) return <span>{words}</span>;
  return (
    <span>
      <StateChip tone="bad" icon="clock" title="This page is older than images may be: run `tagstream status` again.">
        {words}: out of date
      </StateChip>
    </span>
  );
}

function Notes({ notes }: { notes: readonly string[] }) {
  return (
    <details class="notes">
      <summary>{count(notes.length, "remark")} of the run that read them</summary>
      <ul>
        {notes.map((note) => (
          <li key={note}>
            <Said text={note} />
          </li>
        ))}
      </ul>
    </details>
  );
}
