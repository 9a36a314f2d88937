import type { Hold } from "../../core/holds/hold.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { takenBy } from "../../core/plan/alias-clashes.ts";
import { type RestoredUnit, restoredUnit } from "../../core/rollback/restored.ts";
import type { RollbackPlan } from "../../core/rollback/rollback-plan.ts";
import type { Ports } from "../../ports/index.ts";
import { createObserver } from "../observe/observe.ts";
import { missingPushRights } from "../publish/push-rights.ts";
import { converge } from "../reconcile/stream.ts";
import { inGroup } from "../report/in-group.ts";
import { createHoldCheck, withoutIssues } from "./holds.ts";
import { openHold } from "./open-hold.ts";

/** Units to roll back at the same time. */
const parallelUnits = 8;

/** The result of a rollback: the units, and the hold that keeps them, or why there is none. */
export interface RolledBack {
  restored: RestoredUnit[];
  hold?: Hold;
  noHoldReason?: string;
}

/**
 * Publishes an older image of each unit under a new timestamp tag, and holds its stream there.
 * First the hold, then the tags, by the steps of a publication: the next run completes one that was
 * killed.
 * @throws Failure if a registry refuses writes, before any change, or if no hold can be opened
 */
export async function rollBack(plan: RollbackPlan, ports: Ports): Promise<RolledBack> {
  const { reporter } = ports;
  const units = plan.units.map(({ unit }) => unit);
  const refused = await missingPushRights(units, ports);
  if (refused.length > 0) throw new Failure(refused);
  const { hold, noHoldReason } = await holdFor(plan, ports);
  if (noHoldReason !== undefined)
    reporter.line(`Nothing holds these streams (${noHoldReason}): the next publication moves them again.`);
  else if (hold) reporter.line(`Held by #${hold.issue}: ${hold.url}`);
  const restored = await restore(plan, hold, ports);
  return { restored, ...(hold ? { hold } : {}), ...(noHoldReason === undefined ? {} : { noHoldReason }) };
}

/** The hold for the rollback: an earlier attempt's, or a new one; otherwise the reason for none. */
async function holdFor(plan: RollbackPlan, { forge }: Ports): Promise<{ hold?: Hold; noHoldReason?: string }> {
  const { opened, noHoldReason, only, reason, owner, expires, stamp, run, units } = plan;
  if (opened) return { hold: opened };
  if (noHoldReason !== undefined || !forge) return { noHoldReason: noHoldReason ?? "a hold needs a token" };
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
  { units, all, stamp }: RollbackPlan,
  hold: Hold | undefined,
  { registry, reporter, forge }: Ports,
): Promise<RestoredUnit[]> {
  const taken = takenBy(all ?? units.map(({ unit }) => unit));
  const first = createObserver(registry, taken);
  const holdOn = hold ? createHoldCheck(forge, { own: hold }) : createHoldCheck(undefined);
  return mapLimited([...units], parallelUnits, ({ unit, shown, target }) =>
    inGroup(reporter, unit.name, async (log) => {
      const goal = hold ? undefined : { digest: target.digest, ...stamp, rollback: true as const };
      const converged = await converge(unit, goal, registry, log, { first, ...taken, holdOn });
      return restoredUnit({ unit, wanted: target.digest, ...(shown ? { was: shown } : {}) }, converged);
    }),
  );
}
