import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { type Failure, failure } from "../../core/lib/problem.ts";
import { answered, explain, isLost } from "./explain.ts";
import { hasLabel, type Issue, type IssuesOf, issueSchema } from "./issue.ts";

interface NewIssue {
  title: string;
  body: string;
  label: string;
}

/**
 * Asks once for a new issue with a label. Octokit would ask again where no answer came or GitHub failed, and could so open two: what is
 * `lost` may have been opened all the same, and the caller has to look.
 * @throws Failure `github-…` when nothing was opened, or without the label, which is then closed again
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
    ({ data } = await client.rest.issues.create({ owner, repo, title, body, labels: [label], request: { retries: 0 } }));
  } catch (error) {
    if (answered(error, 410)) throw issuesDisabled(`${owner}/${repo}`);
    const explained = explain(error, what, "issues: write");
    if (isLost(error)) return { lost: explained };
    throw explained;
  }
  const { success, output } = v.safeParse(issueSchema, data);
  if (!success) {
    const message = `GitHub's answer for ${what} is not as its API describes it. See GITHUB_API_URL, and whether the issue is there.`;
    return { lost: failure("github-failed", message) };
  }
  if (!hasLabel(output, label)) throw await withoutLabel(client, of, output.number, label);
  return output;
}

/** GitHub leaves out, without a word, the labels that a token may not set. */
async function withoutLabel(client: Octokit, of: IssuesOf, number: number, label: string): Promise<Failure> {
  const fields = { state: "closed", state_reason: "not_planned" } as const;
  const end = await client.rest.issues.update({ ...of, issue_number: number, ...fields }).then(
    () => "and was closed again",
    () => "and could not be closed again, so that it has to be by hand",
  );
  return failure(
    "github-denied",
    `GitHub opened issue #${number} of ${of.owner}/${of.repo} without the label ${label}, so that it is no hold, ${end}: the token lacks \`issues: write\`. Add it to the job's \`permissions\`, or give the action the token of somebody who may write to the repository.`,
  );
}

/** A hold is an issue: without them there is none. */
export function issuesDisabled(repository: string): Failure {
  return failure(
    "github-issues-disabled",
    `${repository} has issues switched off, and a hold is an issue. Switch them on in its settings, under General, Features.`,
  );
}
