import { useMemo } from "preact/hooks";
import { count } from "../../core/lib/text/words.ts";
import { day as dayLength } from "../../core/lib/time/duration.ts";
import { createSearch } from "../../core/status/search.ts";
import type { Status } from "../../core/status/status.ts";
import type { Change, View } from "../view.ts";
import { Empty } from "./empty.tsx";
import { filterRows, filtersOf } from "./filters.ts";
import type { Frame } from "./frame.ts";
import { Header } from "./header.tsx";
import { Legend } from "./legend.tsx";
import { Notices } from "./notices.tsx";
import { rowsOf } from "./rows.ts";
import { stripScale } from "./strip-scale.ts";
import { UnitTable } from "./table.tsx";
import { Toolbar } from "./toolbar.tsx";

interface Props {
  status: Status;
  view: View;
  change: Change;
  /** The reader's clock, in milliseconds since 1970. */
  clock: number;
}

/** The header and the table of all units. */
export function Overview({ status, view, change, clock }: Props) {
  const read = Date.parse(status.generated);
  const now = Math.max(clock, read);
  const rows = useMemo(() => rowsOf(status, now), [status, now]);
  const hour = Math.ceil(now / 3_600_000) * 3_600_000;
  const scale = useMemo(() => stripScale(view.span, hour), [view.span, hour]);
  const search = useMemo(() => createSearch(status), [status]);
  const shown = useMemo(() => filterRows(rows, view, search), [rows, view.query, view.filter, search]);
  const frame: Frame = {
    view,
    change,
    read,
    now,
    scale,
    limit: status.limit * 1000,
    moment: view.day === undefined ? undefined : Math.min(Date.parse(view.day) + dayLength, now),
    isGrouped: new Set(status.units.map(({ image }) => image)).size < status.units.length,
  };
  return (
    <>
      <Header status={status} view={view} change={change} now={now} />
      <main id="streams" tabIndex={-1}>
        {rows.length > 0 && <Toolbar view={view} change={change} filters={filtersOf(rows)} all={rows.length} />}
        <Notices status={status} day={view.day} unit={view.unit} clock={clock} />
        <p class="for-screen-readers" role="status">
          {shown.length < rows.length ? `${shown.length} of ${count(rows.length, "stream")}` : ""}
        </p>
        {shown.length === 0 ? <Empty status={status} view={view} change={change} /> : <UnitTable rows={shown} frame={frame} />}
        {shown.length > 0 && <Legend view={view} change={change} />}
      </main>
    </>
  );
}
