import { dayOf, parseExpiry } from "../core/day.ts";
import { actorOf } from "../core/event.ts";
import { type Hold, holdOn } from "../core/hold.ts";
import { wantedBy } from "../core/observation.ts";
import { Failure, failure, type Problem } from "../core/problem.ts";
import { step } from "../core/publish.ts";
import { type PlannedRollback, planRollback, type RollbackTarget, rollbackStamp } from "../core/rollback.ts";
import type { RollbackPlan } from "../core/rollback-plan.ts";
import { timestampOf } from "../core/timestamp.ts";
import type { Unit } from "../core/unit.ts";
import type { Request } from "../inputs.ts";
import type { Registry } from "../ports.ts";
import { readHolds } from "./holds.ts";
import { createObserver } from "./observe.ts";
import { readOrderOf } from "./order.ts";
import { mapLimited } from "./parallel.ts";
import { rollbackFacts } from "./publications.ts";
import type { Session } from "./session.ts";

/** Units whose registries are asked at the same time. */
const parallelUnits = 8;

/**
 * What a rollback would do. Several units are planned together, and refused together when one cannot go back.
 * @throws Failure
 */
export async function gatherRollback(request: Request, session: Session): Promise<RollbackPlan> {
  const { ports, event, terminal } = session;
  const noHold = terminal?.noHold === true;
  if (!ports.forge && !noHold && !request.dryRun) throw failure("hold-write", withoutForge(terminal !== undefined));
  const { trigger, units } = await readOrderOf(request, session, "roll back");
  const now = ports.clock.now();
  const { holds, unreadable, notes } = noHold ? { holds: [], notes: [] } : await readHolds(ports.forge, "all");
  if (unreadable !== undefined)
    throw failure("hold-unknown", `What is held cannot be read, so that nothing is rolled back. ${unreadable}`);
  const earlier = trigger.run.id === "local" ? undefined : holds.find(({ run }) => run === trigger.run.id);
  if (earlier?.until !== undefined) {
    throw failure("rollback-lifted", `Hold #${earlier.issue} of this run was lifted since: start a new run to roll back again.`);
  }
  const open = openRollbacks(holds, request.only);
  const begun = earlier ?? (request.to.kind === "previous" ? await unfinished(open, units, ports.registry) : undefined);
  const planned = await planUnits(units, begun, request.to, ports.registry);
  const again = begun ?? open.find((hold) => isSame(hold, planned));
  return {
    repository: trigger.repository,
    branch: trigger.branch,
    stamp:
      again?.rollback ??
      rollbackStamp(
        timestampOf(now),
        planned.flatMap(({ newest }) => newest ?? []),
      ),
    run: trigger.run,
    only: again?.scope ?? request.only,
    reason: again?.reason ?? request.reason,
    owner: again?.owner ?? actorOf(event) ?? "somebody at a command line",
    expires: again?.expires ?? expiryOf(request.expires, now),
    units: planned,
    ...(again ? { opened: again } : {}),
    ...(noHold ? { unheld: "--no-hold" } : ports.forge ? {} : { unheld: "there is no token to open a hold with" }),
    notes: ports.forge ? notes : [],
  };
}

/** The day that `expires` names. @throws Failure `input-invalid` */
export function expiryOf(text: string, now: Date): string {
  const day = parseExpiry(text, now);
  if (day !== undefined) return day;
  throw failure(
    "input-invalid",
    `expires: "${text}" is neither a day to come (${dayOf(new Date(now.getTime() + 7 * 86_400_000))}), nor so many days or weeks (7d, 2w).`,
  );
}

function withoutForge(commandLine: boolean): string {
  return commandLine
    ? "A rollback opens a hold, an issue, so that the next rebuild does not undo it. Give GITHUB_TOKEN a token that may write issues, or say `--no-hold`."
    : "A rollback opens a hold, an issue, so that the next rebuild does not undo it: give the action `token`, and the job `issues: write`.";
}

/** The rollbacks of the same units that are in force, newest first. */
function openRollbacks(holds: readonly Hold[], only: readonly string[]): Hold[] {
  return holds.filter(
    ({ until, fault, rollback, scope }) =>
      until === undefined && fault === undefined && rollback !== undefined && scope.join() === only.join(),
  );
}

/** Whether a rollback in force is to the same images: asked for once more, it is completed. */
function isSame({ digests }: Hold, planned: readonly PlannedRollback[]): boolean {
  return digests.size === planned.length && planned.every(({ unit, target }) => digests.get(unit.name) === target.digest);
}

/**
 * The newest rollback in force where it has not come to all registries: somebody who asks for the previous images again, after a red run, means
 * those, and not the ones before them.
 */
async function unfinished(open: readonly Hold[], units: readonly Unit[], registry: Registry): Promise<Hold | undefined> {
  const newest = open.find(({ digests }) => units.every(({ name }) => digests.has(name)));
  if (!newest) return undefined;
  const observer = createObserver(registry);
  const lacking = await mapLimited([...units], parallelUnits, async (unit) => {
    const hold = holdOn(unit, [newest]);
    const next = step(unit, await observer(unit, wantedBy(undefined, hold)), undefined, hold);
    return next.kind === "effect" || next.kind === "blocked";
  });
  return lacking.includes(true) ? newest : undefined;
}

/** @param earlier the hold of an earlier attempt: it says what each unit goes back to, so that a re-run never goes further back */
async function planUnits(
  units: readonly Unit[],
  earlier: Hold | undefined,
  to: RollbackTarget,
  registry: Registry,
): Promise<PlannedRollback[]> {
  const observer = createObserver(registry);
  const planned = await mapLimited([...units], parallelUnits, async (unit): Promise<PlannedRollback | string> => {
    const { destinations } = await observer(unit);
    const down = destinations.find(({ failure: reason, required }, index) => reason !== undefined && (required || index === 0));
    if (down) return `${unit.name} cannot be rolled back: ${down.repository} could not be asked: ${down.failure}`;
    const digest = earlier?.digests.get(unit.name);
    if (earlier && digest === undefined)
      return `${unit.name} is held by #${earlier.issue} of this run no longer: start a new run to roll it back`;
    const target: RollbackTarget = digest === undefined ? to : { kind: "digest", prefix: digest };
    const reachable = destinations.filter(({ failure: reason }) => reason === undefined);
    return planRollback(target, await rollbackFacts(unit, reachable, target, registry));
  });
  const refused = planned.filter((entry) => typeof entry === "string");
  if (refused.length > 0) {
    const rest = refused.length < units.length ? " Nothing is rolled back, the others neither." : "";
    throw new Failure(
      refused.map(
        (reason, index): Problem => ({
          code: "rollback-target",
          severity: "error",
          message: `${reason}.${index === refused.length - 1 ? rest : ""}`,
        }),
      ),
    );
  }
  return planned.filter((entry) => typeof entry !== "string");
}
