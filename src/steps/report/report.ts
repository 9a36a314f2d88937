import { capabilities } from "../../core/events/capabilities.ts";
import { isDefaultBranch } from "../../core/events/event.ts";
import { followProblems } from "../../core/follow/problems.ts";
import { touchedStreams } from "../../core/history/touched.ts";
import { holdProblems } from "../../core/holds/hold.ts";
import type { Style } from "../../core/lib/text/style.ts";
import { dayOf } from "../../core/lib/time/day.ts";
import { pairsOfRun } from "../../core/packages/image-pairs.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { resultOf, type UnitResult } from "../../core/result/result.ts";
import { timesOf } from "../../core/result/unit-times.ts";
import { yankedProblems } from "../../core/result/yanked-still.ts";
import type { Ports } from "../../ports/index.ts";
import type { Session } from "../../ports/session.ts";
import { summaryMarkdown } from "../../render/summary/summary.ts";
import { resultTable } from "../../render/tables/result-table.ts";
import { readHolds } from "../holds/holds.ts";
import type { Published } from "../publish/published.ts";
import { conclude } from "./carry-out.ts";
import { reportChanges } from "./changes.ts";
import { comesFrom, commentOn, commentOnMerged } from "./comment.ts";
import { commentOnHolds } from "./hold-comment.ts";
import { reportTimelines } from "./timelines.ts";

/** Reports every unit's result: log, job summary, comments, outputs. Returns the exit status. */
export async function reportResults(plan: Plan, published: readonly Published[], session: Session): Promise<number> {
  const { ports, event } = session;
  const results = published.map((ending) => resultOf(plan.intent, ending));
  const table = (style: Style) => resultTable(plan, results, { style });
  const markdown = summaryMarkdown(plan, results, { errorPage: ports.reporter.errorPage, times: timesOf(published) });
  const status = await conclude({ conclusions: results, table, markdown }, session);
  if (capabilities[plan.intent].publish) await reportTimelines(touchedStreams(results), session);
  const changes = await reportChanges(pairsOfRun(plan, results), session, plan.run.url);
  const publishes = isDefaultBranch(plan.branch, event) || comesFrom(plan) !== undefined;
  await commentOn(plan, results, { publishes, changes }, ports);
  await commentOnMerged(plan, results, ports);
  const others = [
    await reportHolds(plan, results, ports),
    reportShown(results, session),
    await reportFreshness(plan, results, session),
  ];
  return Math.max(status, ...others) === 0 ? 0 : 1;
}

/** Tells other repositories what moved, and people what is not fresh. 1 if an image is stale. */
async function reportFreshness(plan: Plan, results: readonly UnitResult[], session: Session): Promise<0 | 1> {
  if (plan.freshness === undefined) return 0;
  const [{ notifyRepositories }, { reportFreshnessAfter }] = await Promise.all([
    import("./notify.ts"),
    import("../freshness/after-run.ts"),
  ]);
  const { freshness, repository, run } = plan;
  const notify = capabilities[plan.intent].publish ? (freshness.notify ?? []) : [];
  await notifyRepositories({ notify, repository, run, moved: results }, session.ports);
  return reportFreshnessAfter(plan, results, session);
}

/** Reports streams that show what must not be used, or what is too old. 1 if any is an error. */
function reportShown(results: readonly UnitResult[], { ports, terminal }: Session): 0 | 1 {
  const place = { commandLine: terminal !== undefined };
  const problems = [...followProblems(results, place), ...yankedProblems(results, place)];
  for (const problem of problems) ports.reporter.problem(problem);
  return problems.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** Reports holds that need a person, and updates their comments. 1 if any hold needs one. */
async function reportHolds(plan: Plan, results: readonly UnitResult[], ports: Ports): Promise<0 | 1> {
  if (!capabilities[plan.intent].publish || !ports.forge) return 0;
  const { holds, unreadable } = await readHolds(ports.forge);
  const problems = holdProblems(plan.units, holds, dayOf(ports.clock.now()));
  if (unreadable !== undefined) {
    const message = `Could not read the holds, so no stream moves. ${unreadable}`;
    problems.push({ code: "hold-unknown", severity: "error", message });
  }
  for (const problem of problems) ports.reporter.problem(problem);
  await commentOnHolds(plan, results, ports);
  return problems.length === 0 ? 0 : 1;
}
