import { readManualTrigger } from "../core/events/event.ts";
import type { PlannedUnit } from "../core/plan/plan.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { build } from "../steps/build/build.ts";
import { workTreesOf } from "../steps/build/work-trees.ts";
import { publish } from "../steps/publish/publish.ts";
import { reportResults } from "../steps/report/report.ts";
import { showResult } from "../steps/report/show.ts";
import { makePlan, reportNothingToDo, showPlan, statusOf } from "./plan.ts";

/**
 * The command line's `build --local`: builds and tests the checkout for this machine's platform.
 * Pushes nothing, and loads passed images into this machine's Docker. Registries only serve bases.
 */
export async function buildLocal(request: Request, session: Session): Promise<number> {
  const { ports } = session;
  const trigger = readManualTrigger({ ...session.event, name: "workflow_dispatch" }, "build");
  const planned = await makePlan(request, session, {
    offline: true,
    oneMachine: true,
    asked: { ...trigger, event: "build --local", intent: "local" },
  });
  if ("nothingToDo" in planned) {
    await reportNothingToDo(planned.nothingToDo, session);
    return 0;
  }
  const { plan: whole, secrets, checkout } = planned;
  try {
    const { platforms } = request.dryRun ? { platforms: [] } : await ports.builder.check();
    const plan = { ...whole, units: whole.units.map((unit) => onPlatform(unit, platforms[0])) };
    showPlan(plan, session);
    if (request.dryRun) return statusOf(plan);
    const names = new Map(plan.units.map((unit) => [unit.name, `${unit.image}:${unit.streamTag}`]));
    const options = { ...workTreesOf(checkout, ports), secrets, nameOf: (unit: PlannedUnit) => names.get(unit.name) };
    const records = new Map((await build(plan, options, ports)).map((record) => [record.unit, record]));
    const status = await reportResults(plan, await publish(plan, records, ports), session);
    const kept = [...records.values()].filter(({ outcome }) => outcome === "passed").map(({ unit }) => names.get(unit));
    if (kept.length > 0) showResult(session, () => [`In this machine's Docker, not pushed: ${kept.join(", ")}`]);
    return status;
  } finally {
    await checkout.dispose();
  }
}

/**
 * Limits a unit to this machine's platform, if it has that one: Docker would emulate the others,
 * and could not keep their images.
 */
function onPlatform(unit: PlannedUnit, own: string | undefined): PlannedUnit {
  return own !== undefined && unit.platforms.includes(own) ? { ...unit, platforms: [own] } : unit;
}
