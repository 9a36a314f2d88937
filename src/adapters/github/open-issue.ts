import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { type Failure, failure } from "../../core/lib/problems/problem.ts";
import { answered, explain, isLost } from "./explain.ts";
import { hasLabel, type Issue, type IssuesOf, issueSchema } from "./issue.ts";
import type { Label } from "./label.ts";

interface NewIssue {
  title: string;
  body: string;
  label: Label;
}

/**
 * Requests a new issue with a label, once. Octokit would retry after a lost answer or a fault of
 * GitHub, and could open two. A `lost` issue may exist: the caller must look.
 * @throws Failure `github-…` when GitHub opened no issue, or one without the label, which is then
 *   closed
 */
export async function openIssue(
  client: Octokit,
  of: IssuesOf,
  { title, body, label }: NewIssue,
): Promise<Issue | { lost: Error }> {
  const { owner, repo } = of;
  const what = `a new issue in ${owner}/${repo}`;
  let data: unknown;
  try {
    ({ data } = await client.rest.issues.create({ owner, repo, title, body, labels: [label.name], request: { retries: 0 } }));
  } catch (error) {
    if (answered(error, 410)) throw issuesDisabled(of, label);
    const explained = explain(error, what, "issues: write");
    if (isLost(error)) return { lost: explained };
    throw explained;
  }
  const { success, output } = v.safeParse(issueSchema, data);
  if (!success) {
    const message = `GitHub gave an unexpected answer for ${what}. Check GITHUB_API_URL, and whether the issue exists.`;
    return { lost: failure("github-failed", message) };
  }
  if (!hasLabel(output, label.name)) throw await withoutLabel(client, of, output.number, label);
  return output;
}

/** GitHub silently leaves out labels that a token may not set. */
async function withoutLabel(client: Octokit, of: IssuesOf, number: number, { name, kind }: Label): Promise<Failure> {
  const fields = { state: "closed", state_reason: "not_planned" } as const;
  const end = await client.rest.issues.update({ ...of, issue_number: number, ...fields }).then(
    () => "Tagstream closed it again",
    () => "Tagstream could not close it: close it by hand",
  );
  return failure(
    "github-denied",
    `GitHub opened issue #${number} of ${of.owner}/${of.repo} without the label ${name}, so it is not ${kind}. ${end}. The token lacks \`issues: write\`: add it to the job's \`permissions\`, or give the action the token of a user with write access.`,
  );
}

/** A hold is an issue: a repository without issues has none. */
export function issuesDisabled({ owner, repo }: IssuesOf, { kind }: Pick<Label, "kind">): Failure {
  return failure(
    "github-issues-disabled",
    `${owner}/${repo} has issues disabled, and ${kind} is an issue. Enable them in the repository's settings: General, Features.`,
  );
}
