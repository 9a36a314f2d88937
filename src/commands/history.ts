import { pageOf } from "../core/events/facts.ts";
import { isFollower } from "../core/follow/state.ts";
import { spansOf } from "../core/history/history.ts";
import { mapLimited } from "../core/lib/parallel.ts";
import { dayOf } from "../core/lib/time/day.ts";
import { momentOf } from "../core/lib/time/moment.ts";
import { selectUnits } from "../core/unit/selector.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { historyMarkdown, historyTable } from "../render/history/history.ts";
import { historyJson } from "../render/history/history-json.ts";
import { type HistoryReading, parallelHistories, readHistory } from "../steps/history/read-history.ts";
import { readHolds } from "../steps/holds/holds.ts";
import { createReader, createSourceReader } from "../steps/observe/followed.ts";
import { createObserver } from "../steps/observe/observe.ts";
import { homeOf, readConfiguration } from "../steps/plan/configuration.ts";
import { reportNothingWritten } from "../steps/report/carry-out.ts";
import { showResult } from "../steps/report/show.ts";
import { readJudgements } from "../steps/verdicts/read-judgements.ts";
import { unreadNotes } from "../steps/verdicts/unread-notes.ts";

/** Most publications to inspect per unit. */
const maxEntries = 20;

/**
 * The command `history`: lists publications, their origins, and what the tags show. Reads only
 * registries, holds, verdicts and yanks, and changes nothing.
 */
export async function history(request: Request, session: Session): Promise<number> {
  const { ports, event, terminal } = session;
  const { repository, registry, forge, files, reporter, clock } = ports;
  const home = homeOf({ repository: event.repository, source: pageOf(event) }, dayOf(clock.now()));
  const { units, warnings } = await readConfiguration(repository, request.config, home, files);
  for (const warning of warnings) reporter.problem(warning);
  const said = await readHolds(forge, "all");
  const streams = new Set(units.filter(isFollower).map(({ stream }) => stream));
  const judgements = await readJudgements(forge, [...streams]);
  const read = createReader(createObserver(registry), registry);
  const reading: HistoryReading = {
    read,
    sourceOfFollower: createSourceReader(units, judgements, read),
    registry,
    judgements,
    window: { newest: maxEntries },
    ...(terminal?.packages ? { compared: (_unit, listed) => listed } : {}),
  };
  const now = clock.now();
  const histories = await mapLimited(selectUnits(units, request.only), parallelHistories, async (unit) => ({
    ...(await readHistory(unit, reading)),
    holds: spansOf(unit, said.holds, momentOf(now)),
  }));
  const notes = unreadNotes(said, judgements);
  const today = dayOf(now);
  if (terminal?.json) terminal.print(historyJson(histories, notes));
  else showResult(session, (style) => historyTable(histories, [], today, style), notes);
  await reporter.summary(historyMarkdown(histories, notes, today));
  reportNothingWritten(reporter);
  return histories.some(({ unknown }) => unknown.length > 0) ? 1 : 0;
}
