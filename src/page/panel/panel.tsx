import { useMemo } from "preact/hooks";
import { dayOf } from "../../core/lib/time/day.ts";
import { shownSpans } from "../../core/status/shown-at.ts";
import type { Status, UnitStatus } from "../../core/status/status.ts";
import { printView } from "../address.ts";
import { Said } from "../parts/said.tsx";
import { useNow } from "../use-now.ts";
import type { Change, View } from "../view.ts";
import { Changes } from "./changes.tsx";
import { dayView } from "./day.ts";
import { focusCompare, useFocus, useFocusBack, useTop } from "./focus.ts";
import { Follower } from "./follower.tsx";
import { Freshness } from "./freshness.tsx";
import { Holds } from "./holds.tsx";
import { Now } from "./now.tsx";
import { usePrinting } from "./printing.ts";
import type { PublicationContext } from "./publication.tsx";
import { Pull } from "./pull.tsx";
import { Registries } from "./registries.tsx";
import { Relations } from "./relations.tsx";
import { Tests } from "./tests.tsx";
import { DayField, ThatDay } from "./that-day.tsx";
import { TimeLine } from "./time-line.tsx";
import { sourceName } from "./words.ts";

interface Props {
  status: Status;
  unit: UnitStatus;
  view: View;
  change: Change;
}

/** All that is known of one unit, beside the table or, in a narrow window, instead of it. */
export function Panel(props: Props) {
  const { unit, change } = props;
  const title = useFocus<HTMLHeadingElement>(unit.unit);
  const close = () => change({ unit: undefined });
  useFocusBack(unit.unit);
  useTop(unit.unit);
  return (
    <aside class="panel" aria-labelledby="panel-title" data-panel={unit.unit}>
      <header>
        <h2 id="panel-title" ref={title} tabIndex={-1}>
          <Said text={unit.unit} />
        </h2>
        <button type="button" class="close" onClick={close}>
          Close
        </button>
      </header>
      <Parts {...props} />
    </aside>
  );
}

function Parts({ status, unit, view, change }: Props) {
  const now = Math.max(useNow(), Date.parse(status.generated));
  const isPrinting = usePrinting();
  const spans = useMemo(() => shownSpans(unit, Date.parse(status.generated)), [unit, status]);
  const that = view.day === undefined ? undefined : dayView(spans, view.day, now);
  const { day: _, since: __, ...rest } = view;
  const link = (name: string) => printView({ ...rest, ...(view.day === undefined ? {} : { day: view.day }), unit: name });
  const context: PublicationContext = {
    source: status.source,
    sourceName: sourceName(unit),
    link,
    now,
    compare: (publication) => change({ since: publication }),
  };
  const since = view.since ?? that?.publication;
  const endComparison = () => {
    change({ since: undefined });
    focusCompare(view.since);
  };
  return (
    <div class="panel-parts">
      <Now {...context} status={status} unit={unit} spans={spans} />
      <DayField day={view.day} today={dayOf(new Date(now))} change={change} />
      {that && <ThatDay view={that} unit={unit} change={change} />}
      {since !== undefined && (
        <Changes unit={unit} source={status.source} from={since} close={view.since === undefined ? undefined : endComparison} />
      )}
      <Pull unit={unit} />
      <Holds unit={unit} now={now} />
      <Freshness unit={unit} />
      <Follower unit={unit} link={link} now={now} />
      <Relations unit={unit} link={link} />
      <Registries unit={unit} />
      <Tests unit={unit} />
      <TimeLine
        {...context}
        unit={unit}
        spans={spans}
        marked={that?.publication === undefined ? undefined : { publication: that.publication, day: that.day }}
        isPrinting={isPrinting}
      />
    </div>
  );
}
