import { actorOf } from "../../core/events/event.ts";
import {
  activeRollbacks,
  type HoldSelection,
  holdOfRun,
  isSameRollback,
  remainingHolds,
} from "../../core/holds/existing-holds.ts";
import { type Hold, holdOn } from "../../core/holds/hold.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { someOf } from "../../core/lib/text/words.ts";
import { dayOf, parseExpiry } from "../../core/lib/time/day.ts";
import { timestampOf } from "../../core/lib/time/timestamp.ts";
import { wantedBy } from "../../core/publish/observation.ts";
import { step } from "../../core/publish/publish.ts";
import { type PlannedRollback, type RollbackTarget, rollbackPublicationId } from "../../core/rollback/rollback.ts";
import type { RollbackPlan } from "../../core/rollback/rollback-plan.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Judgements } from "../../core/verdicts/verdict.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Request } from "../../ports/request.ts";
import type { Session } from "../../ports/session.ts";
import { type Holds, readHoldsFor } from "../holds/holds.ts";
import { createObserver } from "../observe/observe.ts";
import { readJudgements } from "../verdicts/read-judgements.ts";
import { resolveManualTrigger } from "./manual-trigger.ts";
import { planTargets } from "./rollback-targets.ts";
import { untestedTargets } from "./untested-targets.ts";

/** Units to ask registries about at the same time. */
const parallelUnits = 8;

/**
 * The effect of a rollback. Several units are planned together; if one cannot roll back, all are
 * refused.
 * @throws Failure
 */
export async function gatherRollback(request: Request, session: Session): Promise<RollbackPlan> {
  const { ports, event, terminal } = session;
  const noHold = terminal?.noHold === true;
  if (!ports.forge && !noHold && !request.dryRun) throw failure("hold-write", withoutForge(terminal !== undefined));
  const { trigger, units, all, notify } = await resolveManualTrigger(request, session, "roll back");
  const now = ports.clock.now();
  const to: RollbackTarget = request.to ?? { kind: "previous" };
  const read: Holds = noHold
    ? { holds: [], none: "--no-hold", notes: [] }
    : await readHoldsFor("rolled back", ports.forge, "all");
  const { holds, none: noHoldReason } = read;
  const selection: HoldSelection = { run: trigger.run.id, only: request.only, units };
  const earlier = holdOfRun(holds, selection, "rollback");
  if (typeof earlier === "string") throw failure("hold-lifted", `${earlier}.`);
  const open = activeRollbacks(holds, selection);
  const begun = earlier ?? (to.kind === "previous" ? await unfinished(open, units, ports.registry) : undefined);
  const isRepeated = noHoldReason !== undefined && trigger.run.attempt > 1;
  const judgements = await yanksFor(begun, to, units, ports.forge);
  const context = { begun, to, withoutHold: noHoldReason !== undefined, isRepeated, yanks: judgements.yanks };
  const planned = await planTargets(units, context, ports.registry);
  const again = begun ?? open.find((hold) => isSameRollback(hold, planned));
  const untested = [...judgements.notes, ...(await untestedTargets(planned, ports.registry))];
  const ofHold =
    noHoldReason === undefined
      ? { notes: [...read.notes, ...notesOnRemaining(remainingHolds(holds, units, again)), ...untested] }
      : { noHoldReason, notes: untested };
  return {
    repository: trigger.repository,
    branch: trigger.branch,
    run: trigger.run,
    ...termsOf(again, { request, planned, now, actor: actorOf(event) }),
    units: planned,
    all,
    notify,
    ...(again ? { opened: again } : {}),
    ...ofHold,
  };
}

/**
 * The publication id and the terms of the hold. A re-run keeps those of an earlier attempt's hold.
 */
function termsOf(
  again: Hold | undefined,
  {
    request,
    planned,
    now,
    actor,
  }: { request: Request; planned: readonly PlannedRollback[]; now: Date; actor: string | undefined },
): Pick<RollbackPlan, "stamp" | "only" | "reason" | "owner" | "expires"> {
  const newest = planned.flatMap((unit) => unit.newest ?? []);
  return {
    stamp: again?.rollback ?? rollbackPublicationId(timestampOf(now), newest, planned[0]?.unit ?? {}),
    only: again?.scope ?? request.only,
    reason: again?.reason ?? request.reason,
    owner: again?.owner ?? actor ?? "a user at a command line",
    expires: again?.expires ?? expiryOf(request.expires, now),
  };
}

function notesOnRemaining(remaining: readonly Hold[]): string[] {
  if (remaining.length === 0) return [];
  const issues = remaining.map(({ issue }) => `#${issue}`);
  return [`${someOf(issues, 5)} will apply again once this hold ends: \`resume\` releases them all`];
}

/**
 * The day that `expires` names.
 * @throws Failure `input-invalid`
 */
export function expiryOf(text: string, now: Date): string {
  const day = parseExpiry(text, now);
  if (day !== undefined) return day;
  throw failure(
    "input-invalid",
    `expires: "${text}" is neither a future day (${dayOf(new Date(now.getTime() + 7 * 86_400_000))}), nor a number of days or weeks (7d, 2w).`,
  );
}

function withoutForge(commandLine: boolean): string {
  return commandLine
    ? "A rollback opens a hold, an issue, so that the next rebuild does not undo it. Set GITHUB_TOKEN to a token that may write issues, or use `--no-hold`."
    : "A rollback opens a hold, an issue, so that the next rebuild does not undo it. Set the input `token`, and give the job `issues: write`.";
}

/**
 * The newest active rollback that has not reached all registries. After a red run, a new request
 * for the previous images means those, not the ones before them.
 */
async function unfinished(open: readonly Hold[], units: readonly Unit[], registry: Registry): Promise<Hold | undefined> {
  const newest = open.find(({ digests }) => units.every(({ name }) => digests.has(name)));
  if (!newest) return undefined;
  const observer = createObserver(registry);
  const incomplete = await mapLimited([...units], parallelUnits, async (unit) => {
    const hold = holdOn(unit, [newest]);
    const next = step(unit, await observer(unit, wantedBy(undefined, hold)), undefined, hold);
    return next.kind === "effect" || next.kind === "blocked";
  });
  return incomplete.includes(true) ? newest : undefined;
}

/**
 * The yanks, for these targets.
 * @throws Failure `judgements-unknown` if Tagstream would choose an image that may be yanked
 */
async function yanksFor(
  begun: Hold | undefined,
  to: RollbackTarget,
  units: readonly Unit[],
  forge: Forge | undefined,
): Promise<Pick<Judgements, "yanks" | "notes">> {
  const { yanks, unreadable } = await readJudgements(forge, []);
  if (unreadable === undefined) return { yanks, notes: [] };
  const chooses = to.kind === "previous" && units.some(({ name }) => begun?.digests.get(name) === undefined);
  const note = `Tagstream could not read which images are yanked: ${unreadable}`;
  if (!chooses) return { yanks, notes: [note] };
  throw failure("judgements-unknown", `Nothing was rolled back: ${note} Name the image with \`to\`, or run again.`);
}
