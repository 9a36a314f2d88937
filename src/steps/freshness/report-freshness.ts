import { type Aged, agesOf, shortAge } from "../../core/freshness/age.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { Style } from "../../core/lib/text/style.ts";
import { firstOf } from "../../core/lib/text/words.ts";
import type { KeptIssue } from "../../ports/forge.ts";
import type { Reporter } from "../../ports/reporter.ts";
import type { Session } from "../../ports/session.ts";
import { freshnessMarkdown, freshnessTable } from "../../render/freshness/freshness-table.ts";
import { noteLine } from "../../render/text/note.ts";
import { showResult } from "../report/show.ts";
import { type IssueQuestion, keepIssue } from "./keep-issue.ts";
import { readRemembered } from "./read-tries.ts";

/** Most stale units that the error names. */
const maxNamed = 5;

/**
 * Reports how fresh units are: log, job summary, output `stale`, and the one issue. Returns the exit
 * status: 1 if a required unit is stale.
 * @param keepsIssue whether this run may write the issue
 */
export async function reportFreshness(question: IssueQuestion, keepsIssue: boolean, session: Session): Promise<0 | 1> {
  const { reporter } = session.ports;
  const { units, limit, now } = question.look;
  const aged = agesOf(units, limit, now);
  const stale = aged.filter(({ state }) => state === "stale");
  if (limit !== undefined) showResult(session, (style: Style) => freshnessTable(aged, limit, style));
  const issue = keepsIssue ? await issueOf(question, session) : undefined;
  if (limit !== undefined) await reporter.summary(freshnessMarkdown(aged, limit, issue));
  reporter.output("stale", stale.map(({ name }) => name).join("\n"));
  if (stale.length > 0) reportStale(stale, limit ?? 0, issue, reporter);
  return stale.some(({ required }) => required) ? 1 : 0;
}

/** Keeps the issue. A failure is a warning: the ages are known all the same. */
async function issueOf(question: IssueQuestion, session: Session): Promise<KeptIssue | undefined> {
  const { forge, reporter } = session.ports;
  const remembered = await readRemembered(forge);
  for (const note of remembered.notes) reporter.line(noteLine(note, reporter.style));
  if (!forge || remembered.none !== undefined) {
    reporter.line(noteLine(`Tagstream keeps no issue about freshness: ${remembered.none}`, reporter.style));
    return undefined;
  }
  try {
    return await keepIssue(question, remembered, forge);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const message = `Could not keep the issue about freshness. ${error.message}`;
    reporter.problem({ code: "freshness-issue", severity: "warning", message });
    return undefined;
  }
}

function reportStale(stale: readonly Aged[], limit: number, issue: KeptIssue | undefined, reporter: Reporter): void {
  const names = stale.map(({ name, age = 0 }) => `${name} (${shortAge(age)})`);
  const where = issue
    ? `Issue #${issue.number} has the cause and the remedy of each: ${issue.url}`
    : "Look whether the scheduled workflow still runs, and start it by hand.";
  reporter.problem({
    code: "freshness-stale",
    severity: stale.some(({ required }) => required) ? "error" : "warning",
    message: `Not published for more than ${shortAge(limit)}: ${firstOf(names, maxNamed)}. ${where}`,
  });
}
