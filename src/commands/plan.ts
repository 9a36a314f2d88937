import path from "node:path";
import { capabilities } from "../core/events/capabilities.ts";
import { type NoTrigger, readEvent } from "../core/events/event.ts";
import { isRequiredBlocked } from "../core/plan/decide/blocked.ts";
import { matrixOf } from "../core/plan/jobs/jobs.ts";
import type { Plan } from "../core/plan/plan.ts";
import { printPlan } from "../core/plan/plan-document.ts";
import { isNew } from "../core/plan/tags-written.ts";
import type { SecretReference } from "../core/unit/unit.ts";
import { matrixOutputs } from "../ports/outputs.ts";
import type { Reporter } from "../ports/reporter.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { planMarkdown } from "../render/summary/summary.ts";
import { planTable } from "../render/tables/plan-table.ts";
import { escapeMarkdown } from "../render/text/markdown.ts";
import { asConfigured } from "../steps/plan/as-configured.ts";
import type { Checkout } from "../steps/plan/checkout/checkout.ts";
import { checkOut } from "../steps/plan/checkout/work-tree.ts";
import { gatherPlan } from "../steps/plan/gather.ts";
import type { Question } from "../steps/plan/question.ts";
import { reportNothingWritten } from "../steps/report/carry-out.ts";
import { showResult } from "../steps/report/show.ts";

/** A plan with its configuration's secrets and its work tree, or why there is nothing to do. */
export type Planned = { plan: Plan; secrets: SecretReference[]; checkout: Checkout } | { nothingToDo: string };

/** The command `plan`: shows what a run would do and why, and writes the plan for later jobs. */
export async function plan(request: Request, session: Session): Promise<number> {
  const planned = await makePlan(request, session, { offline: session.terminal !== undefined });
  if ("nothingToDo" in planned) {
    await reportNothingToDo(planned.nothingToDo, session);
    return 0;
  }
  await planned.checkout.dispose();
  showPlan(planned.plan, session);
  await leavePlan(planned.plan, request, session);
  await session.ports.reporter.summary(planMarkdown(planned.plan, request.dryRun));
  // Later jobs build and publish the other units only after this job's success. There, `publish`
  // fails for blocked ones.
  return session.terminal || request.dryRun ? statusOf(planned.plan) : 0;
}

/** The exit status of a command that ends with the plan: 1 if a required unit is blocked. */
export function statusOf(made: Plan): 0 | 1 {
  return isRequiredBlocked(made.units) ? 1 : 0;
}

export interface PlanOptions {
  /** Whether the plan is useful without the registries' answers. */
  offline?: boolean;
  /** Whether this machine builds everything, whatever the configuration says about jobs. */
  oneMachine?: boolean;
  /** The request, if it does not come from the event. */
  asked?: ReturnType<typeof readEvent>;
  /** What a person publishes in following units before its time. */
  advance?: Question["advance"];
}

/**
 * Reads the event, finds the work tree and plans for it. The caller disposes of the work tree.
 */
export async function makePlan(request: Request, session: Session, options: PlanOptions = {}): Promise<Planned> {
  const { ports, event, terminal } = session;
  const { offline = false, oneMachine = false, asked = readEvent(event), advance } = options;
  if (asked.intent === "retire") {
    return { nothingToDo: `Nothing to build: #${asked.pullRequest} is closed. \`command: run\` removes its candidate tags.` };
  }
  if (asked.intent === "none") return nothingToDo(asked);
  const trigger = await asConfigured(asked, request.config, ports, terminal === undefined);
  if (trigger.intent === "none") return nothingToDo(trigger);
  const checkout = await checkOut(trigger, ports, terminal === undefined, event.ref, offline);
  if ("skipReason" in checkout) return { nothingToDo: `Nothing was done: ${checkout.skipReason}` };
  try {
    const question = {
      trigger,
      config: request.config,
      only: request.only,
      offline: offline || !capabilities[trigger.intent].push,
      oneMachine,
      ...(advance ? { advance } : {}),
    };
    const gathered = await gatherPlan(question, checkout, ports);
    if ("plan" in gathered) return { ...gathered, checkout };
    await checkout.dispose();
    return { nothingToDo: `Nothing to do: ${gathered.nothingToDo}.` };
  } catch (error) {
    await checkout.dispose();
    throw error;
  }
}

function nothingToDo({ reason }: NoTrigger): { nothingToDo: string } {
  return { nothingToDo: `Nothing to do: ${reason}.` };
}

/** The plan as a table or, for machines, as JSON on standard output. */
export function showPlan(made: Plan, session: Session): void {
  const { terminal } = session;
  const options = { allTags: terminal?.allTags ?? false, commandLine: terminal !== undefined };
  if (terminal?.json) terminal.print(printPlan(made));
  else showResult(session, (style) => planTable({ ...made, notes: [] }, { style, ...options }), made.notes);
}

/** Writes the plan for later jobs: to a file, with its path and the matrix of jobs as outputs. */
export async function leavePlan(
  made: Plan,
  request: Request,
  { ports: { files, reporter }, terminal, temporary }: Session,
): Promise<void> {
  if (!terminal || request.plan !== undefined) {
    reporter.output("plan", await files.write(request.plan ?? path.join(temporary, "plan.json"), printPlan(made)));
  }
  leaveWork(made, reporter);
  reporter.output("revision", made.commit);
}

/**
 * The work of later jobs. The matrices of the build jobs also if they have no job: GitHub must be
 * able to read each.
 */
function leaveWork({ jobs, units }: Pick<Plan, "jobs" | "units">, reporter: Reporter): void {
  for (const [index, output] of matrixOutputs.entries()) reporter.output(output, JSON.stringify(matrixOf(jobs, index + 1)));
  reporter.output("to-publish", units.flatMap((unit) => (isNew(unit) ? unit.name : [])).join("\n"));
}

/** Reports a run without work. It succeeds, and its later jobs have no work either. */
export async function reportNothingToDo(reason: string, session: Session): Promise<void> {
  const { reporter } = session.ports;
  showResult(session, () => [reason]);
  await reporter.summary(`${escapeMarkdown(reason)}\n`);
  leaveWork({ jobs: [], units: [] }, reporter);
  reportNothingWritten(reporter);
}
