import { shorterVerdicts, withNewestAdvances } from "../../core/verdicts/trim.ts";
import type { Advance, Named } from "../../core/verdicts/verdict.ts";
import {
  identityOf,
  newestAdvances,
  readVerdicts,
  unitedVerdicts,
  type VerdictLog,
  verdictTitle,
} from "../../core/verdicts/verdict-data.ts";
import type { Forge, KeptIssue } from "../../ports/forge.ts";
import { verdictBody } from "../../render/verdicts/verdict-body.ts";
import { changeIssueData, type IssueData } from "./change-issue.ts";
import { faultOf } from "./read-judgements.ts";

/**
 * The issue of one following stream.
 * @param mustStay whether a publication is newer than what a follower of the stream shows; only
 *   asked for if the issue is too long. By default all must stay
 */
export function verdictIssue(
  { verdicts: issues }: Pick<Forge, "verdicts">,
  stream: string,
  mustStay: () => Promise<(of: Named) => boolean> = async () => () => true,
): IssueData<VerdictLog> {
  return {
    issues,
    title: verdictTitle(stream),
    isOne: (issue) => [stream, undefined].includes(readVerdicts(issue).stream),
    faultOf: (issue) => faultOf("verdicts", issue, readVerdicts(issue).fault),
    read: (all) => unitedVerdicts(stream, all.map(readVerdicts)),
    print: async (log) => verdictBody([withNewestAdvances(log)]) ?? verdictBody(shorterVerdicts(log, await mustStay())),
  };
}

/**
 * Records that a person publishes something in a following unit before its time. A repetition
 * changes nothing.
 * @param stream the following stream
 * @throws Failure `verdict-issue`, `github-…`
 */
export async function recordAdvances(
  forge: Pick<Forge, "verdicts">,
  stream: string,
  advances: readonly Advance[],
): Promise<KeptIssue | undefined> {
  return changeIssueData(verdictIssue(forge, stream), (log) => {
    const known = new Set(log.advances.map(identityOf));
    const kept = new Set(newestAdvances([...log.advances, ...advances]).map(identityOf));
    const missing = advances.filter((advance) => kept.has(identityOf(advance)) && !known.has(identityOf(advance)));
    return missing.length === 0 ? undefined : { ...log, advances: [...log.advances, ...missing] };
  });
}
