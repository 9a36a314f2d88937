import { readEvent } from "../core/events/event.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { planMarkdown } from "../render/summary/summary.ts";
import { build } from "../steps/build/build.ts";
import { inputsIn } from "../steps/build/inputs-watch.ts";
import { workTreesOf } from "../steps/build/work-trees.ts";
import { publish } from "../steps/publish/publish.ts";
import { reportNothingWritten } from "../steps/report/carry-out.ts";
import { reportResults } from "../steps/report/report.ts";
import { leavePlan, makePlan, type Planned, reportNothingToDo, showPlan, statusOf } from "./plan.ts";

/**
 * The command `run`: plans, builds, tests and publishes in one step. For a closed pull request it
 * removes the candidate tags. With `dry-run` it only plans.
 */
export async function run(request: Request, session: Session): Promise<number> {
  const event = readEvent(session.event);
  if (event.intent === "retire") return (await import("./retire.ts")).retire(event, request, session);
  const planned = await makePlan(request, session, {
    offline: request.dryRun && session.terminal !== undefined,
    oneMachine: true,
  });
  return carryOutPlan(planned, request, session);
}

/** Builds, tests and publishes a plan on this machine; with `dry-run` it only shows the plan. */
export async function carryOutPlan(
  planned: Planned,
  request: Request,
  session: Session,
  { before }: { before?: (plan: Plan) => Promise<void> } = {},
): Promise<number> {
  if ("nothingToDo" in planned) {
    await reportNothingToDo(planned.nothingToDo, session);
    return 0;
  }
  const { plan, secrets, checkout } = planned;
  try {
    showPlan(plan, session);
    await leavePlan(plan, request, session);
    if (request.dryRun) {
      await session.ports.reporter.summary(planMarkdown(plan, true));
      reportNothingWritten(session.ports.reporter);
      return statusOf(plan);
    }
    await before?.(plan);
    const inputsNow = inputsIn(checkout.trees, session.ports);
    const options = { ...workTreesOf(checkout, session.ports), inputsNow, secrets, publishes: true };
    const records = new Map((await build(plan, options, session.ports)).map((record) => [record.unit, record]));
    return await reportResults(plan, await publish(plan, records, session.ports), session);
  } finally {
    await checkout.dispose();
  }
}
