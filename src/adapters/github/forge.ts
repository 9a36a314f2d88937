import * as v from "valibot";
import { failure } from "../../core/lib/problems/problem.ts";
import type { Forge } from "../../ports/forge.ts";
import { type ClientOptions, createGitHubClient } from "./client.ts";
import { keepComment } from "./comment.ts";
import { answered, explain } from "./explain.ts";
import { createHolds } from "./holds.ts";
import { createFreshnessIssues, createLastingIssues } from "./kept-issues.ts";
import { verdictsLabel, yanksLabel } from "./label.ts";
import { readTokenOwner } from "./may-write.ts";
import { createTracker } from "./tracker.ts";
import { readWorkflow } from "./workflow.ts";

export interface ForgeOptions extends Omit<ClientOptions, "id"> {
  /** `owner/name`. */
  repository: string;
}

const commitId = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/));
const pullRequestSchema = v.object({
  state: v.picklist(["open", "closed"]),
  merged: v.boolean(),
  head: v.object({ sha: commitId }),
});

const mergedSchema = v.array(
  v.object({ number: v.pipe(v.number(), v.integer(), v.minValue(1)), merged_at: v.nullish(v.string()) }),
);

/**
 * GitHub's REST API, with at most three retries of requests that fail for a passing reason. Import
 * this file only on demand: it loads Octokit.
 */
export async function createForge({ repository, ...options }: ForgeOptions): Promise<Forge> {
  const [owner = "", repo = ""] = repository.split("/");
  const client = await createGitHubClient({ id: repository, ...options });
  const tracker = createTracker(client, { owner, repo }, options.second);
  return {
    async tip(branch) {
      try {
        const { data } = await client.rest.git.getRef({ owner, repo, ref: `heads/${branch}` });
        if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(data.object?.sha ?? "")) return data.object.sha;
      } catch (error) {
        throw explain(error, `the tip of ${branch} in ${repository}`, "contents: read");
      }
      throw failure("github-failed", `GitHub's answer names no commit for the tip of ${branch} in ${repository}. Run again.`);
    },
    async pullRequest(number) {
      const what = `pull request #${number} of ${repository}`;
      const { data } = await client.rest.pulls.get({ owner, repo, pull_number: number }).catch((error: unknown) => {
        throw explain(error, what, "pull-requests: read");
      });
      const { success, output } = v.safeParse(pullRequestSchema, data);
      if (!success) throw failure("github-failed", `GitHub's answer for ${what} lacks its state or its head. Run again.`);
      return { open: output.state === "open", merged: output.merged, head: output.head.sha };
    },
    async currentName(former) {
      const [formerOwner = "", formerRepo = ""] = former.split("/");
      try {
        const { data } = await client.rest.repos.get({ owner: formerOwner, repo: formerRepo }); // follows redirects
        return data.full_name;
      } catch (error) {
        if (answered(error, 404)) return undefined;
        throw explain(error, `the current name of ${former}`, "contents: read");
      }
    },
    async mergedAs(commit) {
      const what = `the pull requests of ${commit.slice(0, 7)} in ${repository}`;
      const wanted = { owner, repo, commit_sha: commit, per_page: 100 };
      const { data } = await client.rest.repos.listPullRequestsAssociatedWithCommit(wanted).catch((error: unknown) => {
        throw explain(error, what, "pull-requests: read");
      });
      const { success, output } = v.safeParse(mergedSchema, data);
      if (!success) throw failure("github-failed", `GitHub's answer for ${what} is not a list. Run again.`);
      return output.flatMap(({ number, merged_at }) => (merged_at ? [number] : []));
    },
    comment: (number, marker, text, on) => keepComment(client, { owner, repo, number, marker, on }, text, options.second),
    ...createHolds(tracker),
    workflow: (where, branch) => readWorkflow(client, repository, where, branch),
    tokenOwner: () => readTokenOwner(client, { owner, repo }),
    freshness: createFreshnessIssues(tracker),
    verdicts: createLastingIssues(tracker, verdictsLabel),
    yanks: createLastingIssues(tracker, yanksLabel),
  };
}
