import { actorOf } from "../core/events/event.ts";
import { holdOfRun } from "../core/holds/existing-holds.ts";
import { type Hold, heldDigestsOf } from "../core/holds/hold.ts";
import { mapLimited } from "../core/lib/parallel.ts";
import { failure } from "../core/lib/problems/problem.ts";
import type { Unit } from "../core/unit/unit.ts";
import type { Registry } from "../ports/registry.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import type { HoldDraft } from "../render/hold/hold-body.ts";
import { holdPlacedMarkdown, holdPlacedTable } from "../render/hold/hold-placed.ts";
import { readHoldsFor } from "../steps/holds/holds.ts";
import { openHold } from "../steps/holds/open-hold.ts";
import { findPublicationId } from "../steps/observe/find-publication-id.ts";
import { createObserver } from "../steps/observe/observe.ts";
import { type ManualTrigger, resolveManualTrigger } from "../steps/plan/manual-trigger.ts";
import { expiryOf } from "../steps/plan/plan-rollback.ts";
import { conclude, type Ending } from "../steps/report/carry-out.ts";

/** The command `hold`: keeps streams at their current images. A re-run opens no second hold. */
export async function hold(request: Request, session: Session): Promise<number> {
  const { forge } = session.ports;
  if (!forge) throw failure("hold-write", "A hold is an issue on GitHub. Provide a token with `issues: write`.");
  const manual = await resolveManualTrigger(request, session, "hold streams");
  const { holds } = await readHoldsFor("held", forge, "all");
  const { units, trigger } = manual;
  const earlier = holdOfRun(holds, { run: trigger.run.id, only: request.only, units }, "hold");
  if (typeof earlier === "string") throw failure("hold-lifted", `${earlier}.`);
  const draft = earlier ? draftOf(earlier, units) : await draftFor(manual, request, session);
  const endingOf = (placed: Hold | undefined): Ending => ({
    conclusions: [],
    table: (style) => holdPlacedTable(draft, placed, style),
    markdown: holdPlacedMarkdown(draft, placed),
  });
  if (request.dryRun) return conclude(endingOf(earlier), session);
  return conclude(endingOf(earlier ?? (await openHold(draft, forge))), session);
}

/** A new hold. @throws Failure */
async function draftFor({ units, trigger }: ManualTrigger, request: Request, { ports, event }: Session): Promise<HoldDraft> {
  const heldDigests = await digestsToHold(units, ports.registry);
  const { id, url } = trigger.run;
  const data = {
    scope: request.only,
    reason: request.reason,
    owner: actorOf(event) ?? "a user at a command line",
    expires: expiryOf(request.expires, ports.clock.now()),
    digests: new Map(heldDigests.flatMap(({ name, digest }) => (digest === undefined ? [] : [[name, digest]]))),
    ...(id === "local" ? {} : { run: id }),
  };
  return { data, heldDigests, ...(url === undefined ? {} : { url }) };
}

/** The draft of an existing hold. */
function draftOf(earlier: Hold, units: readonly Unit[]): HoldDraft {
  return { data: { ...earlier, expires: earlier.expires ?? "" }, heldDigests: heldDigestsOf(earlier, units) };
}

/**
 * The digests to hold. None for an image without a timestamp tag, since it was not published here:
 * its stream stays at its current image.
 */
function digestsToHold(units: readonly Unit[], registry: Registry): Promise<HoldDraft["heldDigests"]> {
  const observer = createObserver(registry);
  return mapLimited([...units], 8, async (unit) => {
    const { destinations } = await observer(unit);
    const [first] = destinations;
    if (first?.failure !== undefined)
      throw failure("plan-registry-unknown", `Could not read ${first.repository}: ${first.failure}`);
    const digest = first?.tags.get(unit.streamTag);
    const stamp = first && digest && (await findPublicationId(registry, unit, first, digest));
    return { name: unit.name, ...(digest && stamp ? { digest, stamp } : {}) };
  });
}
