import { defaultConfiguration, scopeLabel } from "../../core/config/scope-label.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import { isDefaultBranch } from "../../core/events/event.ts";
import { isWatched, publishedAt, type UnitFreshness } from "../../core/freshness/age.ts";
import { triesAfter } from "../../core/freshness/count-tries.ts";
import { momentOf } from "../../core/lib/time/moment.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { hasVersionsAlone } from "../../core/unit/versions-alone.ts";
import type { Session } from "../../ports/session.ts";
import { rebuildWorkflowOf } from "./rebuild-workflow.ts";
import { reportFreshness } from "./report-freshness.ts";

/**
 * The last step of a run on the default branch: how fresh its units are, from what the plan and the
 * results have, and which rebuilds failed. Returns the exit status. On the command line it writes no
 * issue.
 */
export async function reportFreshnessAfter(plan: Plan, results: readonly UnitResult[], session: Session): Promise<0 | 1> {
  const { freshness } = plan;
  if (!isWatched(freshness) || !isOfStreams(plan, session)) return 0;
  const { stale, every } = freshness;
  const now = session.ports.clock.now();
  const byName = new Map(results.map((result) => [result.unit.name, result]));
  const own = results.filter(({ unit }) => !hasVersionsAlone(unit));
  const file = rebuildWorkflowOf(session, true);
  const question = {
    look: {
      units: own.map(freshnessOf),
      isWhole: isWhole(plan),
      now,
      ...(plan.config === undefined ? {} : { config: plan.config }),
      ...(stale === undefined ? {} : { limit: stale }),
      ...(every === undefined ? {} : { every }),
    },
    triesOf: (name: string, before: Parameters<typeof triesAfter>[0]) => {
      const result = byName.get(name);
      return result ? triesAfter(before, result, momentOf(now)) : before;
    },
    ...(file ? { file } : {}),
    branch: plan.branch,
    run: plan.run,
  };
  return reportFreshness(question, plan.run.id !== "local", session);
}

function isOfStreams({ intent, branch }: Plan, { event }: Session): boolean {
  return capabilities[intent].publish && isDefaultBranch(branch, event);
}

/** Whether a plan has every unit of its configuration. */
function isWhole({ intent, part, config = defaultConfiguration }: Plan): boolean {
  return capabilities[intent].rebuilds && part === scopeLabel(config, []);
}

function freshnessOf({ unit, stamp, hold }: UnitResult): UnitFreshness {
  const newest = stamp?.timestamp ?? unit.currentStamp?.timestamp;
  return {
    name: unit.name,
    required: unit.required,
    ...(newest === undefined ? {} : publishedAt(newest)),
    ...(newest === undefined && unit.blocked !== undefined ? { unknown: unit.reason } : {}),
    ...(hold ? { heldBy: hold.issue } : {}),
    ...(unit.follows ? { follows: unit.follows.unit } : {}),
  };
}
