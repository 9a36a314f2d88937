import { describe, expect, test } from "@jest/globals";
import { actorOf, type EventFacts, readEvent, readOrder } from "../../src/core/event.ts";
import { allowed } from "../../src/core/trust.ts";

const sha = "a".repeat(40);
const head = "b".repeat(40);
const parent = "c".repeat(40);
const repository = { id: 7, default_branch: "main" };

function event(name: string, payload: unknown = {}, change: Partial<EventFacts> = {}): EventFacts {
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

function pullRequest(change: object = {}, more: object = {}): object {
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

const mergeGroup = { action: "checks_requested", merge_group: { head_sha: head, base_sha: parent, base_ref: "refs/heads/main" } };
const dependabot = { login: "dependabot[bot]" };
const merge = { ref: "refs/pull/123/merge" };
const source = {
  source: "https://github.com/osg/images",
  run: { id: "42", attempt: 2, url: "https://github.com/osg/images/actions/runs/42" },
};

describe("what events ask for", () => {
  const cases: [string, EventFacts, object][] = [
    ["schedule", event("schedule"), { intent: "rebuild", branch: "main", commit: sha, revision: sha, ...source }],
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
      { intent: "version", branch: "main", gitTag: "squid/v1.4.2", commit: sha, revision: sha, trusted: true },
    ],
    [
      "an annotated git tag, which is an object of its own",
      event("push", { head_commit: { id: head } }, { ref: "refs/tags/v1.4.2" }),
      { intent: "version", gitTag: "v1.4.2", commit: head, revision: head },
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

  test("nothing is made up where there is no server", () => {
    const { serverUrl: _, ...facts } = event("schedule");
    expect(readEvent(facts)).not.toHaveProperty("source");
  });

  test.each([
    [
      "a push to another branch",
      event("push", {}, { ref: "refs/heads/feature" }),
      'a push to "feature" publishes nothing: only the default branch, "main", does',
    ],
    [
      "a branch whose name hides something",
      event("push", {}, { ref: 'refs/heads/a"`\u202e<b>' }),
      'a push to "a????b?" publishes nothing: only the default branch, "main", does',
    ],
    [
      "a note",
      event("push", {}, { ref: "refs/notes/v1" }),
      'a push of refs/notes/v1 publishes nothing: only the default branch, "main", does',
    ],
    ["a tag deleted", event("push", { deleted: true }, { ref: "refs/tags/v1.4.2" }), '"refs/tags/v1.4.2" was deleted'],
    ["a branch deleted", event("push", { deleted: true }, { ref: "refs/heads/feature", sha }), '"feature" was deleted'],
    [
      "a stranger's pull request closed",
      event("pull_request", pullRequest({ head: { sha, repo: { id: 8 } } }, { action: "closed" })),
      "pull request #123 is closed, and none of its images has left its runner",
    ],
    ["a comment", event("issue_comment"), 'the event "issue_comment" asks for nothing that Tagstream does'],
    [
      "workflow_run after a push",
      event("workflow_run", { workflow_run: { event: "push", head_repository: { id: 7 } } }),
      "workflow_run asks for nothing: let push, schedule or workflow_dispatch start this workflow",
    ],
  ])("nothing: %s", (_, facts, reason) => {
    expect(readEvent(facts)).toEqual({ intent: "none", reason });
  });

  test("a pull request closed: its tags go", () => {
    const facts = event("pull_request", pullRequest({}, { action: "closed" }));
    const source = `https://github.com/${facts.repository}`;
    expect(readEvent(facts)).toEqual({ intent: "retire", repository: facts.repository, source, pullRequest: 123 });
  });

  test.each([
    ["pull_request_target", event("pull_request_target", pullRequest()), "pull_request_target"],
    [
      "workflow_run after a pull request",
      event("workflow_run", { workflow_run: { event: "pull_request", head_repository: { id: 7 } } }),
      '"pull_request"',
    ],
    [
      "workflow_run after a fork's push",
      event("workflow_run", { workflow_run: { event: "push", head_repository: { id: 8 } } }),
      "a stranger",
    ],
    [
      "workflow_run after a deleted fork's run",
      event("workflow_run", { workflow_run: { event: "push", head_repository: null } }),
      "a stranger",
    ],
  ])("refused: %s", (_, facts, text) => {
    expect(() => readEvent(facts)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(text),
        problems: [expect.objectContaining({ code: "event-refused" })],
      }),
    );
  });

  test.each([
    ["a payload that is no object", event("push", "x"), "the whole"],
    ["a payload that is null", event("pull_request", null), "the whole"],
    ["no pull request", event("pull_request", {}), "pull_request"],
    ["a number that is none", event("pull_request", pullRequest({ number: "1; rm" })), "pull_request.number"],
    [
      "a head that is no commit",
      event("pull_request", pullRequest({ head: { sha: "main", repo: { id: 7 } } })),
      "pull_request.head.sha",
    ],
    [
      "a base that is no branch name",
      event("pull_request", pullRequest({ base: { ref: "--upload-pack=x" } })),
      "pull_request.base.ref",
    ],
    [
      "no repository in a pull request, where undefined would equal undefined",
      event("pull_request", { ...pullRequest({ head: { sha: head, repo: {} } }), repository: {} }),
      "repository.id",
    ],
    [
      "a merge group of a tag",
      event("merge_group", { merge_group: { ...mergeGroup.merge_group, base_ref: "refs/tags/x" } }),
      "base_ref",
    ],
    [
      "a default branch that is no name",
      event("push", { repository: { id: 7, default_branch: "a..b" } }),
      "repository.default_branch",
    ],
    ["no default branch", event("workflow_dispatch", { repository: undefined }), "repository.default_branch"],
    ["a commit that is none", event("schedule", {}, { sha: "HEAD" }), "sha"],
    ["a repository that is none", event("schedule", {}, { repository: "a b" }), "repository"],
  ])("malformed: %s", (_, facts, path) => {
    expect(() => readEvent(facts)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(path),
        problems: [expect.objectContaining({ code: "event-malformed" })],
      }),
    );
  });

  test.each(["main", "release/25", "feature_1.x", "日本", "a'b", "$(x)", "a-"])("a branch name: %s", (branch) => {
    expect(
      readEvent(event("push", { repository: { id: 7, default_branch: branch } }, { ref: `refs/heads/${branch}` })),
    ).toMatchObject({ branch });
  });

  test.each(["", "-x", "/x", "a b", "a\nb", "a..b", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\b", "a@{1}", "a//b", "a/", "a."])(
    "no branch name: %j",
    (branch) => {
      expect(() => readEvent(event("push", { repository: { id: 7, default_branch: branch } }))).toThrow("default_branch");
    },
  );
});

test("nothing of an untrusted event leaves its runner, and no proposed change moves a stream", () => {
  expect(allowed.check).toEqual({ push: false, publish: false, versions: false, candidates: false, secrets: false });
  expect(allowed.candidate).toMatchObject({ publish: false, versions: false });
  expect(allowed.version).toMatchObject({ publish: false, candidates: false });
});

describe("what a person orders", () => {
  test.each([event("workflow_dispatch"), event("schedule"), event("repository_dispatch"), event("push")])(
    "$name may",
    (facts) => {
      expect(readOrder(facts, "roll back")).toMatchObject({ repository: "osg/images", branch: "main" });
    },
  );

  test.each([
    event("pull_request", pullRequest(), merge),
    event("pull_request", pullRequest({}, { action: "closed" }), merge),
    event("merge_group", mergeGroup),
    event("push", {}, { ref: "refs/heads/topic" }),
    event("issues"),
    event('x"`<'),
  ])("$name may not (%#)", (facts) => {
    expect(() => readOrder(facts, "roll back")).toThrow(/^The event "[\w?]+" does not roll back: start it by hand/);
  });

  test("an event that is refused is refused for this, too", () => {
    expect(() => readOrder(event("pull_request_target"), "roll back")).toThrow("pull_request_target lets anybody");
  });
});

test.each<[unknown, string | undefined]>([
  [{ sender: { login: "octo" } }, "octo"],
  [{ sender: { login: "octo-cat_acme" } }, "octo-cat_acme"],
  [{ sender: { login: "github-actions[bot]" } }, "github-actions[bot]"],
  [{ sender: { login: "-octo" } }, undefined],
  [{ sender: { login: "octo[x]" } }, undefined],
  [{ sender: { login: "octo cat" } }, undefined],
  [{ sender: { login: "octo\n@all" } }, undefined],
  [{ sender: { login: "o".repeat(40) } }, undefined],
  [{ sender: { login: 7 } }, undefined],
  [{ sender: null }, undefined],
  [{}, undefined],
  [null, undefined],
  [undefined, undefined],
])("who started a run of %j: %s", (payload, login) => {
  expect(actorOf(event("workflow_dispatch", payload))).toBe(login);
});
