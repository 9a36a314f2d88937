import type { Octokit } from "@octokit/rest";
import { createIssuesCheck } from "./has-issues.ts";
import type { IssuesOf } from "./issue.ts";
import { createIssueAuthors } from "./issue-authors.ts";

/** The issues of one repository, whatever their label. */
export type Tracker = ReturnType<typeof createTracker>;

/**
 * Remembers, for all labels, that the repository has issues enabled, and which authors may write.
 * @param second milliseconds per second of waiting between attempts
 */
export function createTracker(client: Octokit, of: IssuesOf, second?: number) {
  return { client, of, second, hasIssues: createIssuesCheck(client, of), counting: createIssueAuthors(client, of) };
}
