import { describe, expect, test } from "@jest/globals";
import { type EventFacts, readEvent } from "../../../src/core/events/event.ts";
import { event, head, merge, mergeGroup, parent, pullRequest, release, sha } from "../../support/events.ts";

const dependabot = { login: "dependabot[bot]" };
const source = {
  source: "https://github.com/osg/images",
  run: { id: "42", attempt: 2, url: "https://github.com/osg/images/actions/runs/42" },
};

describe("what events ask for", () => {
  const cases: [string, EventFacts, object][] = [
    ["schedule", event("schedule"), { intent: "rebuild", branch: "main", scope: "all", commit: sha, revision: sha, ...source }],
    [
      "a schedule whose payload does not name the default branch",
      event("schedule", { repository: undefined }, { ref: "refs/heads/trunk" }),
      { intent: "rebuild", branch: "trunk" },
    ],
    ["workflow_dispatch", event("workflow_dispatch"), { intent: "rebuild", branch: "main" }],
    [
      "workflow_dispatch on another branch rebuilds the default one",
      event("workflow_dispatch", {}, { ref: "refs/heads/topic" }),
      { intent: "rebuild", branch: "main" },
    ],
    ["repository_dispatch", event("repository_dispatch"), { intent: "rebuild" }],
    [
      "a push to the default branch",
      event("push", { deleted: false }),
      { intent: "publish", branch: "main", commit: sha, trusted: true },
    ],
    [
      "a git tag, of which the configuration says what it is a version of",
      event("push", { head_commit: null }, { ref: "refs/tags/squid/v1.4.2" }),
      { intent: "release", scope: "tag", branch: "main", gitTag: "squid/v1.4.2", commit: sha, revision: sha, trusted: true },
    ],
    [
      "an annotated git tag, which is an object of its own",
      event("push", { head_commit: { id: head } }, { ref: "refs/tags/v1.4.2" }),
      { intent: "release", scope: "tag", gitTag: "v1.4.2", commit: head, revision: head },
    ],
    ...(["v1.4.2", "squid/v1.4.2", "日本-1.0.0"] as const).flatMap((gitTag): [string, EventFacts, object][] => [
      [
        `workflow_dispatch on the git tag ${gitTag} means its push`,
        event("workflow_dispatch", { ref: `refs/tags/${gitTag}`, inputs: null }, { ref: `refs/tags/${gitTag}` }),
        {
          intent: "release",
          scope: "tag",
          event: "workflow_dispatch",
          branch: "main",
          gitTag,
          commit: sha,
          revision: sha,
          trusted: true,
        },
      ],
      [
        `a published release of the git tag ${gitTag} means its push`,
        event("release", release({ tag_name: gitTag }), { ref: `refs/tags/${gitTag}` }),
        { intent: "release", scope: "tag", event: "release", branch: "main", gitTag, commit: sha, revision: sha, trusted: true },
      ],
    ]),
    [
      "a published release whose ref the runner does not name",
      event("release", release({ prerelease: true }), { ref: "" }),
      { intent: "release", scope: "tag", gitTag: "v1.4.2", commit: sha },
    ],
    [
      "workflow_dispatch on a branch named like a version",
      event("workflow_dispatch", {}, { ref: "refs/heads/v1.4.2" }),
      { intent: "rebuild", branch: "main" },
    ],
    [
      "repository_dispatch, which is always about the default branch",
      event("repository_dispatch", {}, { ref: "refs/tags/v1.4.2" }),
      { intent: "rebuild", branch: "main" },
    ],
    [
      "a release, on the command line",
      event("release", undefined, { defaultBranch: "main", payload: undefined, ref: "refs/tags/v1.4.2", runId: "local" }),
      { intent: "release", scope: "tag", gitTag: "v1.4.2" },
    ],
    [
      "a push to another branch, of which the configuration says whether a stream comes from it",
      event("push", {}, { ref: "refs/heads/3.22-stable" }),
      { intent: "publish", branch: "3.22-stable", defaultBranch: "main", scope: "branch", commit: sha },
    ],
    [
      "a push to another branch, on the command line",
      event("push", undefined, { payload: undefined, defaultBranch: "main", ref: "refs/heads/3.22-stable" }),
      { intent: "publish", branch: "3.22-stable", defaultBranch: "main" },
    ],
    [
      "a pull request into another branch",
      event("pull_request", pullRequest({ base: { ref: "3.22-stable" } }), merge),
      { intent: "candidate", branch: "3.22-stable", defaultBranch: "main", scope: "branch" },
    ],
    [
      "a pull request into another branch, on the command line",
      event("pull_request", undefined, { payload: undefined, defaultBranch: "main", ref: "refs/heads/3.22-stable" }),
      { intent: "candidate", branch: "3.22-stable", defaultBranch: "main" },
    ],
    [
      "a merge queue of another branch",
      event("merge_group", { merge_group: { ...mergeGroup.merge_group, base_ref: "refs/heads/3.22-stable" } }),
      { intent: "candidate", branch: "3.22-stable", defaultBranch: "main", scope: "branch" },
    ],
    ...["schedule", "workflow_dispatch", "repository_dispatch"].map((name): [string, EventFacts, object] => [
      `${name} that asks for what changed`,
      event(name, {}, { changedOnly: true }),
      { intent: "publish", branch: "main", scope: "all" },
    ]),
    [
      "workflow_dispatch on a git tag publishes no more than its push, whatever it asks for",
      event("workflow_dispatch", {}, { ref: "refs/tags/v1.4.2", changedOnly: true }),
      { intent: "release", gitTag: "v1.4.2", scope: "tag" },
    ],
    [
      "a push, which always asks for what changed",
      event("push", {}, { changedOnly: true }),
      { intent: "publish", branch: "main", scope: "branch" },
    ],
    [
      "a default branch of another name",
      event("push", { repository: { id: 7, default_branch: "release/25" } }, { ref: "refs/heads/release/25" }),
      { intent: "publish", branch: "release/25" },
    ],
    ...["opened", "synchronize", "reopened", "ready_for_review", "labeled"].map((action): [string, EventFacts, object] => [
      `pull_request ${action}`,
      event("pull_request", pullRequest({}, { action }), merge),
      { intent: "candidate", trusted: true, branch: "main", commit: sha, revision: head, pullRequest: 123 },
    ]),
    [
      "a pull request of a fork",
      event("pull_request", pullRequest({ head: { sha: head, repo: { id: 8 } } }), merge),
      { intent: "check", trusted: false, pullRequest: 123, revision: head },
    ],
    [
      "a pull request of a fork that was deleted",
      event("pull_request", pullRequest({ head: { sha: head, repo: null } }), merge),
      { intent: "check", trusted: false },
    ],
    [
      "a pull request without its repository",
      event("pull_request", pullRequest({ head: { sha: head } }), merge),
      { intent: "check", trusted: false },
    ],
    [
      "Dependabot's pull request",
      event("pull_request", pullRequest({ user: dependabot }), merge),
      { intent: "check", trusted: false },
    ],
    [
      "Dependabot's push to a pull request",
      event("pull_request", pullRequest({}, { sender: dependabot }), merge),
      { intent: "check", trusted: false },
    ],
    [
      "merge_group",
      event("merge_group", mergeGroup, { ref: "refs/heads/gh-readonly-queue/main/pr-1" }),
      { intent: "candidate", branch: "main", commit: head, revision: head, parent },
    ],
    [
      "push, on the command line",
      event("push", undefined, { defaultBranch: "main", runId: "local", payload: undefined }),
      { intent: "publish", run: { id: "local", attempt: 2 } },
    ],
    [
      "pull_request, on the command line",
      event("pull_request", undefined, { defaultBranch: "main", payload: undefined }),
      { intent: "candidate", commit: sha, revision: sha },
    ],
    [
      "schedule, on the command line",
      event("schedule", {}, { repository: "local/images", runId: "local" }),
      { repository: "local/images", run: { id: "local", attempt: 2 } },
    ],
  ];
  test.each(cases)("%s", (_, facts, expected) => {
    expect(readEvent(facts)).toMatchObject(expected);
  });

  test("the page of a repository is where its remote says, whatever it is called here", () => {
    const page = "https://git.sr.ht/~user/images";
    const facts = event("schedule", {}, { repository: "user/images", serverUrl: "https://git.sr.ht", page });
    expect(readEvent(facts)).toMatchObject({ repository: "user/images", source: page });
  });

  test("nothing is made up where there is no server", () => {
    const { serverUrl: _, ...facts } = event("schedule");
    expect(readEvent(facts)).not.toHaveProperty("source");
  });

  test.each([
    [
      "a note",
      event("push", {}, { ref: "refs/notes/v1" }),
      "a push of refs/notes/v1 publishes nothing: only branches and git tags do",
    ],
    [
      "a ref whose name hides something",
      event("push", {}, { ref: 'refs/notes/a"`\u202e<b>' }),
      "a push of refs/notes/a????b? publishes nothing: only branches and git tags do",
    ],
    ["a tag deleted", event("push", { deleted: true }, { ref: "refs/tags/v1.4.2" }), '"refs/tags/v1.4.2" was deleted'],
    ["a branch deleted", event("push", { deleted: true }, { ref: "refs/heads/feature", sha }), '"feature" was deleted'],
    [
      "a stranger's pull request closed",
      event("pull_request", pullRequest({ head: { sha, repo: { id: 8 } } }, { action: "closed" })),
      "pull request #123 is closed, and none of its images left the runner",
    ],
    ...["created", "edited", "deleted", "unpublished", "prereleased", "released"].map((action): [string, EventFacts, string] => [
      `a release ${action}`,
      event("release", release({}, action), { ref: "refs/tags/v1.4.2" }),
      `only a published release publishes, and this event has the type "${action}": use \`types: [published]\``,
    ]),
    [
      "a release that is still a draft",
      event("release", release({ draft: true }), { ref: "refs/tags/v1.4.2" }),
      "the release of v1.4.2 is a draft, which publishes nothing",
    ],
    [
      "a release on the command line without its git tag",
      event("release", undefined, { defaultBranch: "main", payload: undefined }),
      "a release is about its git tag: add `--git-tag`",
    ],
    ["a comment", event("issue_comment"), 'Tagstream does nothing for the event "issue_comment"'],
  ])("nothing: %s", (_, facts, reason) => {
    expect(readEvent(facts)).toEqual({ intent: "none", reason });
  });

  test("a pull request closed: its tags go", () => {
    const facts = event("pull_request", pullRequest({}, { action: "closed" }));
    const source = `https://github.com/${facts.repository}`;
    const branches = { branch: "main", defaultBranch: "main" };
    expect(readEvent(facts)).toEqual({ intent: "retire", repository: facts.repository, source, pullRequest: 123, ...branches });
  });
});
