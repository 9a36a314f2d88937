import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { failure } from "../../core/lib/problems/problem.ts";
import { answered, explain } from "./explain.ts";
import { type IssuesOf, issueSchema } from "./issue.ts";
import type { Label } from "./label.ts";
import { issuesDisabled } from "./open-issue.ts";

/** The fields of an issue to change; the others stay. */
interface Fields {
  title?: string;
  body?: string;
  state?: "open" | "closed";
  state_reason?: "completed";
}

/** @throws Failure `github-…` */
export async function changeIssue(client: Octokit, of: IssuesOf, number: number, fields: Fields, label: Label): Promise<void> {
  await client.rest.issues.update({ ...of, issue_number: number, ...fields }).catch((error: unknown) => {
    throw explainGone(error, of, number, label);
  });
}

/**
 * Closes an issue as completed; a closed one stays as it is.
 * @throws Failure `github-…`
 */
export async function closeIssue(client: Octokit, of: IssuesOf, number: number, label: Label): Promise<void> {
  const { data } = await client.rest.issues.get({ ...of, issue_number: number }).catch((error: unknown) => {
    throw explainGone(error, of, number, label);
  });
  const { success, output } = v.safeParse(issueSchema, data);
  if (!success) {
    throw failure("github-failed", `GitHub gave an unexpected answer for issue #${number}. Run again.`);
  }
  if (output.state === "open") await changeIssue(client, of, number, { state: "closed", state_reason: "completed" }, label);
}

/** GitHub also answers 410 for a deleted issue. */
function explainGone(error: unknown, { owner, repo }: IssuesOf, number: number, label: Label): Error {
  const what = `issue #${number} of ${owner}/${repo}`;
  if (!answered(error, 410)) return explain(error, what, "issues: write");
  if (/disabled/i.test(error.message)) return issuesDisabled({ owner, repo }, label);
  return failure("github-not-found", `${what} no longer exists: a user has deleted it.`);
}
