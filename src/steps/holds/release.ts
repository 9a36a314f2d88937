import { digestsFor, heldDigestsOf } from "../../core/holds/hold.ts";
import { type Lifting, partialReleasesAfter } from "../../core/holds/resume.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { dayOf } from "../../core/lib/time/day.ts";
import { momentOf } from "../../core/lib/time/moment.ts";
import { takenBy } from "../../core/plan/alias-clashes.ts";
import { type RestoredUnit, restoredUnit } from "../../core/rollback/restored.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Ports } from "../../ports/index.ts";
import { createObserver } from "../observe/observe.ts";
import { converge } from "../reconcile/stream.ts";
import { inGroup } from "../report/in-group.ts";
import { createHoldCheck } from "./holds.ts";
import { holdText } from "./open-hold.ts";

/**
 * Releases holds, and moves the streams of these units to their newest images, without a build.
 * @param all every unit of the configuration: no alias takes their tags
 * @throws Failure `hold-write` if the rest of a hold could not be written: nothing is released then
 */
export async function release(
  lifting: readonly Lifting[],
  units: readonly Unit[],
  all: readonly Unit[],
  forge: Forge,
  ports: Ports,
): Promise<RestoredUnit[]> {
  const now = ports.clock.now();
  const releases = lifting.map((one) => liftOf(one, now)); // Make sure that all can be written before writing the first.
  for (const write of releases) await write(forge);
  return moveOn(units, lifting, takenBy(all), ports);
}

/**
 * Closes a hold or, if it covers other units too, keeps it for those, and records the partial
 * release.
 * @throws Failure `hold-write` if its issue could not name the remaining units
 */
function liftOf(lifting: Lifting, now: Date): (forge: Forge) => Promise<void> {
  const { hold, rest, scope } = lifting;
  const isClosed = hold.closedBy !== undefined;
  if (rest.length === 0) return (forge) => forge.closeHold(hold.issue, isClosed);
  const { reason, owner, rollback, run, expires = dayOf(now) } = hold; // the default is for an unreadable expiry: a person must look at it
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
    `The rest of hold #${hold.issue} is too long for an issue. Nothing was released. Release the whole hold, then hold the remaining units again.`,
  );
}

async function moveOn(
  units: readonly Unit[],
  lifting: readonly Lifting[],
  taken: ReturnType<typeof takenBy>,
  { registry, reporter, forge }: Ports,
): Promise<RestoredUnit[]> {
  const first = createObserver(registry, taken);
  const holdOn = createHoldCheck(forge, { lifted: lifting.map(({ hold }) => hold.issue) });
  return mapLimited([...units], 8, (unit) =>
    inGroup(reporter, unit.name, async (log) => {
      const before = (await first(unit)).destinations[0]?.tags.get(unit.streamTag);
      const converged = await converge(unit, undefined, registry, log, { ...taken, holdOn });
      return restoredUnit({ unit, ...(before === undefined ? {} : { was: { digest: before } }) }, converged);
    }),
  );
}
