import { useState } from "preact/hooks";
import { thousands } from "../../core/lib/text/words.ts";
import { changesBetween } from "../../core/status/changes-since.ts";
import type { PublicationStatus } from "../../core/status/publication-status.ts";
import type { ShownSpans } from "../../core/status/shown-at.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { publicationMoment } from "../parts/moment-words.ts";
import { SafeLink } from "../parts/safe-link.tsx";
import { Said } from "../parts/said.tsx";
import { StateChip } from "../parts/state-chip.tsx";
import { Command } from "./command.tsx";
import { focusPublication } from "./focus.ts";
import { Part } from "./part.tsx";
import { periodWords, shownWords } from "./periods.ts";
import { Publication, type PublicationContext } from "./publication.tsx";
import { shellWord } from "./words.ts";

/** So many publications are shown at first. */
const most = 15;

interface Props extends PublicationContext {
  unit: UnitStatus;
  spans: ShownSpans;
  /** The publication that the stream showed on the day that people asked for, and that day in words. */
  marked: { publication: string; day: string } | undefined;
  isPrinting: boolean;
}

type Held = UnitStatus["holds"][number];
type Entry = { at: number; publication: PublicationStatus; index: number } | { at: number; hold: Held };

/** The publications and the holds that ended, newest first. */
export function TimeLine(props: Props) {
  const { unit, marked, isPrinting } = props;
  const [isWhole, setWhole] = useState(false);
  const { publications, more } = unit;
  const needed = marked ? publications.findIndex(({ timestamp }) => timestamp === marked.publication) + 1 : 0;
  const length = isWhole || isPrinting ? publications.length : Math.max(most, needed);
  const isCut = publications.length > length;
  const showAll = () => {
    setWhole(true);
    focusPublication(publications[length]?.timestamp);
  };
  return (
    <Part name="time-line" title={`Publications (${thousands(publications.length + more)})`}>
      {publications.length === 0 && <p>Nothing is published yet.</p>}
      <ol class="time-line" onKeyDown={moveFocus}>
        {entriesOf(unit, length).map((entry) =>
          "hold" in entry ? (
            <EndedHold key={`hold ${entry.hold.issue} ${entry.hold.since}`} hold={entry.hold} now={props.now} />
          ) : (
            <Entered key={entry.publication.timestamp} {...props} index={entry.index} />
          ),
        )}
      </ol>
      {isCut && (
        <button type="button" class="show-all" onClick={showAll}>
          Show all {thousands(publications.length)}
        </button>
      )}
      {more > 0 && !isCut && (
        <p class="muted">
          {thousands(more)} older ones are not listed here:{" "}
          <Command command={`tagstream history --only ${shellWord(unit.unit)}`} />
        </p>
      )}
    </Part>
  );
}

function Entered({ index, ...props }: Props & { index: number }) {
  const { unit, spans, marked, now } = props;
  const publication = unit.publications[index];
  if (!publication) return null;
  const { timestamp, digest } = publication;
  const before = unit.publications[index + 1];
  const isShown = timestamp === unit.shows?.timestamp;
  return (
    <Publication
      {...props}
      publication={publication}
      before={before}
      bases={before ? (changesBetween(unit, before.timestamp, timestamp)?.bases ?? []) : []}
      shown={shownWords(unit, spans.spans, timestamp, now)}
      isShown={isShown}
      isSameImage={!isShown && digest === unit.shows?.digest}
      day={marked?.publication === timestamp ? marked.day : undefined}
    />
  );
}

/** The newest publications, and between them the holds that ended since. */
function entriesOf({ publications, holds }: UnitStatus, length: number): Entry[] {
  const listed = publications.slice(0, length);
  const moments = listed.map(({ timestamp }) => publicationMoment(timestamp) ?? 0);
  const oldest = publications.length > length ? (moments.at(-1) ?? 0) : 0;
  const ended = holds.filter(({ until }) => until !== null).map((hold) => ({ at: Date.parse(hold.since), hold }));
  const entries: Entry[] = [
    ...listed.map((publication, index) => ({ at: moments[index] ?? 0, publication, index })),
    ...ended.filter(({ at }) => at >= oldest),
  ];
  return entries.toSorted((a, b) => b.at - a.at);
}

function EndedHold({ hold, now }: { hold: Held; now: number }) {
  const { issue, url, owner, reason, since, until } = hold;
  return (
    <li class="ended-hold" data-hold={issue} tabIndex={-1}>
      <p>
        <StateChip tone="held" icon="lock">
          held
        </StateChip>{" "}
        {periodWords({ from: Date.parse(since), until: Date.parse(until ?? since) }, now)} by <Said text={owner} /> (
        <SafeLink to={url}>#{issue}</SafeLink>): <Said text={reason} />
      </p>
    </li>
  );
}

/** The arrows move from entry to entry. */
function moveFocus(event: KeyboardEvent) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const list = event.currentTarget;
  const entry = event.target instanceof Element ? event.target.closest("li") : null;
  if (!(list instanceof Element) || !entry) return;
  const next = event.key === "ArrowDown" ? entry.nextElementSibling : entry.previousElementSibling;
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
}
