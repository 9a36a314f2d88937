import type { Hold } from "../core/holds/hold.ts";
import { mapLimited } from "../core/lib/parallel.ts";
import { Failure } from "../core/lib/problem.ts";
import { type RestoredUnit, restoredOutputs, restoredStatus } from "../core/rollback/restored.ts";
import type { RollbackPlan } from "../core/rollback/rollback-plan.ts";
import type { Ports } from "../ports/index.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { rollbackMarkdown, rollbackPlanMarkdown, rollbackPlanTable, rollbackTable } from "../render/rollback/rollback.ts";
import { rollbackJson } from "../render/rollback/rollback-json.ts";
import { createHoldCheck, withoutIssues } from "../steps/holds/holds.ts";
import { openHold } from "../steps/holds/open-hold.ts";
import { createObserver } from "../steps/observe/observe.ts";
import { gatherRollback } from "../steps/plan/plan-rollback.ts";
import { missingPushRights } from "../steps/publish/push-rights.ts";
import { converge } from "../steps/reconcile/stream.ts";
import { showResult } from "../steps/report/show.ts";
import { reportNothingWritten } from "./plan.ts";

/** Units whose registries are worked on at the same time. */
const parallelUnits = 8;

/**
 * The command `rollback`: puts an older image of each unit under a new timestamp tag, and holds its stream there. First the hold, then the tags, by
 * the same steps as a publication: whatever run comes after one that was killed completes it.
 */
export async function rollback(request: Request, session: Session): Promise<number> {
  const { ports, event, terminal } = session;
  const { reporter } = ports;
  const plan = await gatherRollback(request, session);
  if (terminal?.json) terminal.print(rollbackJson(plan));
  else showResult(session, (style) => rollbackPlanTable({ ...plan, notes: [] }, style), plan.notes);
  if (request.dryRun) {
    await reporter.summary(rollbackPlanMarkdown(plan));
    reporter.line("Nothing is rolled back: dry-run.");
    reportNothingWritten(reporter);
    return 0;
  }
  const refused = await missingPushRights(
    plan.units.map(({ unit }) => unit),
    true,
    ports,
  );
  if (refused.length > 0) throw new Failure(refused);
  const { hold, noHoldReason } = await holdFor(plan, ports);
  if (noHoldReason !== undefined)
    reporter.line(`Nothing holds these streams, so that the next publication moves them again: ${noHoldReason}.`);
  else if (hold) reporter.line(`Held by #${hold.issue}: ${hold.url}`);
  const restored = await restore(plan, hold, ports);
  const view = {
    plan,
    restored,
    ...(hold ? { hold } : {}),
    ...(noHoldReason === undefined ? {} : { noHoldReason }),
    workflow: event.workflow,
    commandLine: terminal !== undefined,
  };
  showResult(session, (style) => rollbackTable(view, style));
  await reporter.summary(rollbackMarkdown(view));
  for (const [name, value] of Object.entries(restoredOutputs(restored))) reporter.output(name, value);
  return restoredStatus(restored);
}

/** The hold under which the units go back: an earlier attempt's, or a new one; where there cannot be one, why. */
async function holdFor(plan: RollbackPlan, { forge }: Ports): Promise<{ hold?: Hold; noHoldReason?: string }> {
  const { opened, noHoldReason, only, reason, owner, expires, stamp, run, units } = plan;
  if (opened) return { hold: opened };
  if (noHoldReason !== undefined || !forge) return { noHoldReason: noHoldReason ?? "there is no token" };
  const digests = new Map(units.map(({ unit, target }) => [unit.name, target.digest]));
  const data = {
    scope: only,
    reason,
    owner,
    expires,
    digests,
    rollback: stamp,
    ...(run.id === "local" ? {} : { run: run.id }),
  };
  const heldDigests = units.map(({ unit, target }) => ({ name: unit.name, ...target }));
  try {
    return { hold: await openHold({ data, heldDigests, ...(run.url === undefined ? {} : { url: run.url }) }, forge) };
  } catch (error) {
    const disabled = error instanceof Failure && error.problems.every(({ code }) => code === "github-issues-disabled");
    if (!disabled) throw error;
    return { noHoldReason: withoutIssues };
  }
}

async function restore(
  { units, stamp }: RollbackPlan,
  hold: Hold | undefined,
  { registry, reporter, forge }: Ports,
): Promise<RestoredUnit[]> {
  const first = createObserver(registry);
  const holdOn = hold ? createHoldCheck(forge, { own: hold }) : createHoldCheck(undefined);
  return mapLimited([...units], parallelUnits, async ({ unit, shown, target }) => {
    const group = reporter.group(unit.name);
    try {
      const goal = hold ? undefined : { digest: target.digest, ...stamp, rollback: true as const };
      const converged = await converge(unit, goal, registry, group, { first, holdOn });
      return { unit, wanted: target.digest, converged, ...(shown ? { was: shown } : {}) };
    } finally {
      group.end();
    }
  });
}
