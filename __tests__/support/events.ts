import type { EventFacts } from "../../src/core/events/event.ts";

export const sha = "a".repeat(40);
export const head = "b".repeat(40);
export const parent = "c".repeat(40);
const repository = { id: 7, default_branch: "main" };

/** What a run is told of its event; `payload` without the repository. */
export function event(name: string, payload: unknown = {}, change: Partial<EventFacts> = {}): EventFacts {
  return {
    name,
    payload: payload !== null && typeof payload === "object" ? { repository, ...payload } : payload,
    ref: "refs/heads/main",
    sha,
    repository: "osg/images",
    runId: "42",
    runAttempt: 2,
    serverUrl: "https://github.com",
    ...change,
  };
}

/** The payload of a pull request from the repository itself. */
export function pullRequest(change: object = {}, more: object = {}): object {
  return {
    action: "synchronize",
    sender: { login: "octo" },
    pull_request: {
      number: 123,
      user: { login: "octo" },
      head: { sha: head, repo: { id: 7 } },
      base: { ref: "main" },
      ...change,
    },
    ...more,
  };
}

/** The payload of a merge queue. */
export const mergeGroup = {
  action: "checks_requested",
  merge_group: { head_sha: head, base_sha: parent, base_ref: "refs/heads/main" },
};

/** Where a pull request is checked out. */
export const merge = { ref: "refs/pull/123/merge" };

/** The payload of a `workflow_run` after a successful push to the default branch. */
export function workflowRun(change: object = {}): object {
  const run = { event: "push", conclusion: "success", head_branch: "main", head_repository: { id: 7 }, ...change };
  return { action: "completed", workflow_run: run };
}

/** The payload of a release of `v1.4.2`. */
export function release(change: object = {}, action = "published"): object {
  return { action, release: { tag_name: "v1.4.2", target_commitish: "main", draft: false, prerelease: false, ...change } };
}
