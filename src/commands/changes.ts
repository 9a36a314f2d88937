import { pageOf } from "../core/events/facts.ts";
import { mapLimited } from "../core/lib/parallel.ts";
import { Failure } from "../core/lib/problems/problem.ts";
import { someOf } from "../core/lib/text/words.ts";
import { dayOf } from "../core/lib/time/day.ts";
import { changesJson } from "../core/packages/changes-document.ts";
import type { ImagePair } from "../core/packages/unit-changes.ts";
import { selectUnits } from "../core/unit/selector.ts";
import type { Unit } from "../core/unit/unit.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { changesMarkdown } from "../render/packages/changes-markdown.ts";
import { changesTable } from "../render/packages/changes-table.ts";
import { escapeMarkdown } from "../render/text/markdown.ts";
import { createObserver } from "../steps/observe/observe.ts";
import { comparePairs } from "../steps/packages/compare-pairs.ts";
import { findPair } from "../steps/packages/find-pair.ts";
import { leaveChanges } from "../steps/packages/leave-changes.ts";
import { homeOf, readConfiguration } from "../steps/plan/configuration.ts";
import { showResult } from "../steps/report/show.ts";

const parallelUnits = 4;

/**
 * The command `changes`: what differs between two images of each unit, from the registries alone. A
 * unit that does not have them is an error, and does not stop the others.
 */
export async function changes(request: Request, session: Session): Promise<number> {
  const { ports, event, terminal } = session;
  const { repository, registry, files, reporter, clock } = ports;
  const home = homeOf({ repository: event.repository, source: pageOf(event) }, dayOf(clock.now()));
  const { units, warnings } = await readConfiguration(repository, request.config, home, files);
  for (const warning of warnings) reporter.problem(warning);
  const observer = createObserver(registry);
  const find = async (unit: Unit): Promise<{ unit: string; pair: ImagePair | undefined } | Failure> => {
    try {
      return { unit: unit.name, pair: await findPair(unit, request, observer, registry) };
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    }
  };
  const found = await mapLimited(selectUnits(units, request.only), parallelUnits, find);
  const problems = found.flatMap((one) => (one instanceof Failure ? one.problems : []));
  const pairs = found.flatMap((one) => (one instanceof Failure ? [] : (one.pair ?? [])));
  const first = found.flatMap((one) => (one instanceof Failure || one.pair ? [] : [one.unit]));
  const compared = await comparePairs(pairs, registry);
  const notes =
    first.length === 0
      ? []
      : [`nothing to compare: ${someOf(first, 10)} ${first.length === 1 ? "has" : "have"} no earlier image`];
  if (terminal?.json) terminal.print(changesJson(compared, first));
  else showResult(session, (style) => changesTable(compared, { style, all: true }), notes);
  const summary = [changesMarkdown(compared, undefined), ...notes.map((note) => `${escapeMarkdown(note)}\n`)];
  await reporter.summary(summary.filter((text) => text !== "").join("\n"));
  await leaveChanges(compared, session, first);
  for (const problem of problems) reporter.problem(problem);
  return problems.length > 0 || compared.some((one) => "unknown" in one) ? 1 : 0;
}
