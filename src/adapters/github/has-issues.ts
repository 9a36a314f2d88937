import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { failure } from "../../core/lib/problems/problem.ts";
import { explain } from "./explain.ts";
import type { IssuesOf } from "./issue.ts";

/**
 * Checks whether a repository has issues enabled. Reads its settings, because the list of issues is
 * also empty where they are disabled. Asks once at a time, and no more once issues are enabled.
 */
export function createIssuesCheck(client: Octokit, { owner, repo }: IssuesOf) {
  const what = `the settings of ${owner}/${repo}`;
  let asked: Promise<boolean> | undefined;

  const ask = async (permission: string): Promise<boolean> => {
    const { data } = await client.rest.repos.get({ owner, repo }).catch((error: unknown) => {
      throw explain(error, what, permission);
    });
    const { success, output } = v.safeParse(v.object({ has_issues: v.boolean() }), data);
    if (!success) throw failure("github-failed", `GitHub gave an unexpected answer for ${what}. Run again.`);
    return output.has_issues;
  };

  /**
   * @param permission the permission that the caller needs, for the message
   * @throws Failure `github-…`
   */
  return async (permission: string): Promise<boolean> => {
    asked ??= ask(permission);
    const enabled = await asked.catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    if (!enabled) asked = undefined;
    return enabled;
  };
}
