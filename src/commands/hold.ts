import { actorOf } from "../core/event.ts";
import { failure } from "../core/problem.ts";
import { holdPlacedMarkdown, holdPlacedTable } from "../core/render/hold-placed.ts";
import type { Request } from "../inputs.ts";
import { findStamp } from "./find-stamp.ts";
import { createObserver } from "./observe.ts";
import { openHold } from "./open-hold.ts";
import { readOrderOf } from "./order.ts";
import { mapLimited } from "./parallel.ts";
import { reportNothingWritten } from "./plan.ts";
import { expiryOf } from "./plan-rollback.ts";
import type { Session } from "./session.ts";

/** The command `hold`: keeps streams at what they show, until somebody lifts the hold. */
export async function hold(request: Request, session: Session): Promise<number> {
  const { ports, event } = session;
  const { forge, reporter, registry } = ports;
  if (!forge) throw failure("hold-write", "A hold is an issue on GitHub: give a token that may write issues (`issues: write`).");
  const { trigger, units } = await readOrderOf(request, session, "hold streams");
  const observer = createObserver(registry);
  const stays = await mapLimited(units, 8, async (unit) => {
    const { destinations } = await observer(unit);
    const [first] = destinations;
    if (first?.failure !== undefined)
      throw failure("plan-registry-unknown", `${first.repository} could not be asked: ${first.failure}`);
    const digest = first?.tags.get(unit.streamTag);
    // What is under no timestamp tag was not tested, or not here: its stream stays at whatever it shows.
    const stamp = first && digest && (await findStamp(registry, unit, first, digest));
    return { name: unit.name, ...(digest && stamp ? { digest, stamp } : {}) };
  });
  const expires = expiryOf(request.expires, ports.clock.now());
  const digests = new Map(stays.flatMap(({ name, digest }) => (digest === undefined ? [] : [[name, digest]])));
  const data = {
    scope: request.only,
    reason: request.reason,
    owner: actorOf(event) ?? "somebody at a command line",
    expires,
    digests,
  };
  const { url } = trigger.run;
  const draft = { data, stays, ...(url === undefined ? {} : { url }) };
  const placed = request.dryRun ? undefined : await openHold(draft, forge);
  for (const line of holdPlacedTable(draft, placed, reporter.style)) reporter.line(line);
  await reporter.summary(holdPlacedMarkdown(draft, placed));
  reportNothingWritten(reporter);
  return 0;
}
