import { digestsFor, heldDigestsOf, holdsOn } from "../core/holds/hold.ts";
import { type Lifting, liftingOf, partialReleasesAfter } from "../core/holds/resume.ts";
import { dayOf } from "../core/lib/day.ts";
import { momentOf } from "../core/lib/moment.ts";
import { mapLimited } from "../core/lib/parallel.ts";
import { failure } from "../core/lib/problem.ts";
import { type RestoredUnit, restoredOutputs, restoredStatus } from "../core/rollback/restored.ts";
import type { Unit } from "../core/unit/unit.ts";
import type { Forge } from "../ports/forge.ts";
import type { Ports } from "../ports/index.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { resumedMarkdown, resumedTable, resumePlanTable } from "../render/hold/resumed.ts";
import { createHoldCheck, readHoldsFor } from "../steps/holds/holds.ts";
import { holdText } from "../steps/holds/open-hold.ts";
import { createObserver } from "../steps/observe/observe.ts";
import { resolveManualTrigger } from "../steps/plan/manual-trigger.ts";
import { converge } from "../steps/reconcile/stream.ts";
import { showResult } from "../steps/report/show.ts";
import { reportNothingWritten } from "./plan.ts";

/** The command `resume`: lifts the holds on units, and moves their streams to the newest image, without a build. */
export async function resume(request: Request, session: Session): Promise<number> {
  const { ports } = session;
  const { forge, reporter } = ports;
  if (!forge) throw failure("hold-write", "Holds are issues on GitHub: give a token that may write issues (`issues: write`).");
  const { units, all } = await resolveManualTrigger(request, session, "lift holds");
  const { holds } = await readHoldsFor("lifted", forge);
  const lifting = liftingOf(holds, units, all);
  showResult(session, (style) => resumePlanTable(lifting, units, style));
  const held = units.filter((unit) => holdsOn(unit, holds).length > 0);
  if (request.dryRun || held.length === 0) {
    await reporter.summary(resumedMarkdown(lifting, []));
    if (request.dryRun) reporter.line("Nothing is lifted: dry-run.");
    reportNothingWritten(reporter);
    return 0;
  }
  const now = ports.clock.now();
  const lifts = lifting.map((one) => liftOf(one, now)); // all of them can be written, before the first one is
  for (const lift of lifts) await lift(forge);
  const restored = await moveOn(held, lifting, ports);
  showResult(session, (style) => resumedTable(lifting, restored, style));
  await reporter.summary(resumedMarkdown(lifting, restored));
  for (const [name, value] of Object.entries(restoredOutputs(restored))) reporter.output(name, value);
  return restoredStatus(restored);
}

/** Closes a hold or, where it is on other units too, leaves it on those, and says what it was lifted for. @throws Failure `hold-write` where its issue could not name them */
function liftOf(lifting: Lifting, now: Date): (forge: Forge) => Promise<void> {
  const { hold, rest, scope } = lifting;
  const isClosed = hold.closedBy !== undefined;
  if (rest.length === 0) return (forge) => forge.closeHold(hold.issue, isClosed);
  const { reason, owner, rollback, run, expires = dayOf(now) } = hold; // of one that cannot be read: somebody has to see to it
  const data = {
    scope,
    digests: digestsFor(hold, rest),
    reason,
    owner,
    expires,
    partialReleases: partialReleasesAfter(lifting, momentOf(now)),
    ...(rollback ? { rollback } : {}),
    ...(run === undefined ? {} : { run }),
  };
  const text = holdText({ data, heldDigests: heldDigestsOf(hold, rest) });
  if (text) return (forge) => forge.updateHold(hold.issue, text.title, text.body, isClosed);
  throw failure(
    "hold-write",
    `What would be left of hold #${hold.issue} is too long for an issue: lift all of it, and hold anew what has to stay. Nothing was lifted.`,
  );
}

async function moveOn(
  units: readonly Unit[],
  lifting: readonly Lifting[],
  { registry, reporter, forge }: Ports,
): Promise<RestoredUnit[]> {
  const first = createObserver(registry);
  const holdOn = createHoldCheck(forge, { lifted: lifting.map(({ hold }) => hold.issue) });
  return mapLimited([...units], 8, async (unit) => {
    const group = reporter.group(unit.name);
    try {
      const before = (await first(unit)).destinations[0]?.tags.get(unit.streamTag);
      const converged = await converge(unit, undefined, registry, group, { holdOn });
      return { unit, converged, ...(before === undefined ? {} : { was: { digest: before } }) };
    } finally {
      group.end();
    }
  });
}
