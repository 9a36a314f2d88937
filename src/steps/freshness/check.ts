import { defaultConfiguration } from "../../core/config/scope-label.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import { type Asked, isTrigger, readEvent } from "../../core/events/event.ts";
import { defaultBranchOf, pageOf } from "../../core/events/facts.ts";
import { agesOf, limitOf, publishedAt, type UnitFreshness } from "../../core/freshness/age.ts";
import { type Hold, holdOn } from "../../core/holds/hold.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { dayOf } from "../../core/lib/time/day.ts";
import { firstNeededFailure } from "../../core/publish/observation.ts";
import { selectUnits } from "../../core/unit/selector.ts";
import type { Unit } from "../../core/unit/unit.ts";
import { hasVersionsAlone } from "../../core/unit/versions-alone.ts";
import type { Request } from "../../ports/request.ts";
import type { Session } from "../../ports/session.ts";
import { freshnessJson } from "../../render/freshness/freshness-json.ts";
import { noteLine } from "../../render/text/note.ts";
import { readHolds } from "../holds/holds.ts";
import { createObserver, type Observer } from "../observe/observe.ts";
import { homeOf, readConfiguration } from "../plan/configuration.ts";
import { rebuildWorkflowOf } from "./rebuild-workflow.ts";
import { reportFreshness } from "./report-freshness.ts";

/** Units to ask about at the same time. */
const parallelUnits = 8;

/** Looks at the age of every selected unit, and reports it. Returns the exit status. */
export async function checkFreshness(request: Request, session: Session): Promise<0 | 1> {
  const { ports, event, terminal } = session;
  const { repository, registry, forge, files, reporter, clock } = ports;
  const asked = readEvent(event);
  const home = homeOf({ repository: event.repository, source: pageOf(event) }, dayOf(clock.now()));
  const { units, warnings, freshness } = await readConfiguration(repository, request.config, home, files);
  for (const warning of warnings) reporter.problem(warning);
  const { holds, notes } = await readHolds(forge);
  for (const note of notes) reporter.line(noteLine(note, reporter.style));
  const observer = createObserver(registry);
  const selected = selectUnits(units, request.only).filter((unit) => !hasVersionsAlone(unit));
  const file = rebuildWorkflowOf(session, false);
  const every = freshness?.every;
  const question = {
    look: {
      units: await mapLimited(selected, parallelUnits, (unit) => freshnessOf(unit, observer, holds)),
      isWhole: request.only.length === 0,
      now: clock.now(),
      limit: limitOf(freshness),
      ...(request.config === defaultConfiguration ? {} : { config: request.config }),
      ...(every === undefined ? {} : { every }),
    },
    triesOf: <T>(_name: string, before: T) => before,
    ...(file ? { file } : {}),
    branch: defaultBranchOf(event),
    run: runOf(asked, event.runId),
  };
  const { look } = question;
  if (terminal?.json) terminal.print(freshnessJson(agesOf(look.units, look.limit, look.now), look.limit));
  return reportFreshness(question, terminal === undefined && !request.dryRun && isOfStreams(asked), session);
}

/** Whether the event may change the issue: not that of a proposed change. */
function isOfStreams(asked: Asked): boolean {
  return isTrigger(asked) && capabilities[asked.intent].publish && asked.branch === asked.defaultBranch;
}

function runOf(asked: Asked, id: string) {
  return isTrigger(asked) ? asked.run : { id, attempt: 1 };
}

/** How fresh a unit is. A registry that does not answer accuses nobody: the age is unknown then. */
export async function freshnessOf(unit: Unit, observer: Observer, holds: readonly Hold[]): Promise<UnitFreshness> {
  const { name, required } = unit;
  const hold = holdOn(unit, holds);
  const source = unit.follows ? { follows: unit.follows.unit } : {};
  const common = { name, required, ...source, ...(hold ? { heldBy: hold.issue } : {}) };
  try {
    const { current, destinations } = await observer(unit);
    if (current) return { ...common, ...publishedAt(current.stamp.timestamp) };
    const fault = firstNeededFailure(destinations);
    return fault ? { ...common, unknown: fault.message } : common;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...common, unknown: error.message };
  }
}
