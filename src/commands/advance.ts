import { readManualTrigger } from "../core/events/event.ts";
import { groupBy } from "../core/lib/group-by.ts";
import { Failure, failure } from "../core/lib/problems/problem.ts";
import { momentOf } from "../core/lib/time/moment.ts";
import { type Plan, usesCandidate } from "../core/plan/plan.ts";
import type { Advance } from "../core/verdicts/verdict.ts";
import type { Forge } from "../ports/forge.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { statementOf } from "../steps/verdicts/locate.ts";
import { recordAdvances } from "../steps/verdicts/verdict-issue.ts";
import { whoAsks } from "../steps/verdicts/who-asks.ts";
import { makePlan } from "./plan.ts";
import { carryOutPlan } from "./run.ts";

/**
 * The command `advance`: publishes something in following streams before its time. First it records
 * who does so and why, then it does what a scheduled run does.
 */
export async function advance(request: Request, session: Session): Promise<number> {
  const { forge } = session.ports;
  const asked = readManualTrigger(session.event, "advance streams");
  if (!forge)
    throw failure("verdict-issue", "Who advances a stream, and why, is in an issue. Provide a token with `issues: write`.");
  const { to: target, reason } = request;
  if (target?.kind === "previous")
    throw failure("input-invalid", "to: `advance` takes a timestamp of the source (20261116-0617) or a digest, not `previous`.");
  const by = await whoAsks(session, forge);
  const planned = await makePlan(request, session, {
    asked,
    oneMachine: true,
    advance: { by, reason, ...(target ? { target } : {}) },
  });
  return carryOutPlan(planned, request, session, { before: (plan) => record(plan, by, reason, session, forge) });
}

/** Writes down what the plan advances, before any tag is written. */
async function record(plan: Plan, by: string, reason: string, { ports }: Session, forge: Forge): Promise<void> {
  const statement = statementOf(by, momentOf(ports.clock.now()), reason, plan.run.id);
  const advances = plan.units.flatMap(({ name, stream, follows, follow, decision, candidate }) => {
    if (!follows || !follow?.takes || !usesCandidate({ decision, candidate })) return [];
    const { stamp, digest } = follow.takes;
    const advanced: Advance = { follower: name, unit: follows.unit, stamp, digest, ...statement };
    return [{ stream, advanced }];
  });
  for (const [stream, some] of groupBy(advances, (one) => one.stream)) {
    const issue = await recordAdvances(
      forge,
      stream,
      some.map(({ advanced }) => advanced),
    ).catch(withoutIssues);
    ports.reporter.line(
      issue
        ? `Recorded in #${issue.number}: ${issue.url}`
        : "The repository has issues disabled: the history will not say who advanced it.",
    );
  }
}

/** A repository without issues has no such records, and no verdicts that could forbid anything. */
function withoutIssues(error: unknown): undefined {
  const isDisabled = error instanceof Failure && error.problems.every(({ code }) => code === "github-issues-disabled");
  if (!isDisabled) throw error;
}
