import type { Octokit } from "@octokit/rest";
import { answered, explain } from "./explain.ts";
import type { IssuesOf } from "./issue.ts";

/** A label that makes an issue one of ours. Only people with triage rights, or an issue form, can set it. */
export interface Label {
  name: string;
  color: string;
  description: string;
  /** An issue with it, in messages: `a hold`. */
  kind: string;
}

export const holdLabel: Label = {
  name: "tagstream-hold",
  color: "b60205",
  description: "A stream of images that must not move; closing the issue releases the hold",
  kind: "a hold",
};

export const freshnessLabel: Label = {
  name: "tagstream-stale",
  color: "fbca04",
  description: "Images that are not fresh; Tagstream keeps one such issue, and closes it",
  kind: "a report on freshness",
};

export const verdictsLabel: Label = {
  name: "tagstream-follow",
  color: "0e8a16",
  description: "What people say about images that a stream follows; it counts open or closed",
  kind: "a record of verdicts",
};

export const yanksLabel: Label = {
  name: "tagstream-yank",
  color: "d93f0b",
  description: "Images that must not be used again; it counts open or closed",
  kind: "a record of yanks",
};

/**
 * Creates a label in a repository that does not have it.
 * @throws Failure `github-…`
 */
export async function createLabel(
  client: Octokit,
  { owner, repo }: IssuesOf,
  { name, color, description }: Label,
): Promise<void> {
  try {
    await client.rest.issues.createLabel({ owner, repo, name, color, description });
  } catch (error) {
    if (answered(error, 422) && /already_exists/.test(error.message)) return;
    throw explain(error, `the label ${name} of ${owner}/${repo}`, "issues: write");
  }
}
