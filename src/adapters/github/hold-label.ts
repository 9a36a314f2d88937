import type { Octokit } from "@octokit/rest";
import { answered, explain } from "./explain.ts";
import type { IssuesOf } from "./issue.ts";

/** Makes an issue a hold. Only people with triage rights, or an issue form, can set it. */
export const holdLabel = {
  name: "tagstream-hold",
  color: "b60205",
  description: "A stream of images that must not move; closing the issue releases the hold",
};

/**
 * Creates the label in a repository that does not have it.
 * @throws Failure `github-…`
 */
export async function createHoldLabel(client: Octokit, { owner, repo }: IssuesOf): Promise<void> {
  try {
    await client.rest.issues.createLabel({ owner, repo, ...holdLabel });
  } catch (error) {
    if (answered(error, 422) && /already_exists/.test(error.message)) return;
    throw explain(error, `the label ${holdLabel.name} of ${owner}/${repo}`, "issues: write");
  }
}
