import { describe, expect, test } from "@jest/globals";
import { type EventFacts, readEvent } from "../../../src/core/events/event.ts";
import { event, head, mergeGroup, pullRequest, release, workflowRun } from "../../support/events.ts";

describe("what events ask for", () => {
  test.each([
    ["pull_request_target", event("pull_request_target", pullRequest()), "pull_request_target"],
    [
      "workflow_run after a pull request",
      event("workflow_run", { workflow_run: { event: "pull_request", head_repository: { id: 7 } } }),
      '"pull_request"',
    ],
    [
      "workflow_run after a stranger's pull request, from a branch with the name of the default one",
      event("workflow_run", workflowRun({ event: "pull_request", head_repository: { id: 8 } })),
      '"pull_request"',
    ],
    ...["pull_request_target", "issue_comment", "issues", "fork", "watch", "workflow_run", "moon_phase"].map(
      (name): [string, EventFacts, string] => [
        `workflow_run after ${name}, which anyone can start`,
        event("workflow_run", workflowRun({ event: name })),
        `"${name}"`,
      ],
    ),
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
    ["a push to a branch that is no name", event("push", {}, { ref: "refs/heads/a..b" }), "ref"],
    ["a workflow_run without its run", event("workflow_run", { action: "completed" }), "workflow_run"],
    ["a workflow_run of an event that is none", event("workflow_run", workflowRun({ event: 7 })), "workflow_run.event"],
    [
      "a workflow_run without the repository, where undefined would equal undefined",
      event("workflow_run", { ...workflowRun({ head_repository: {} }), repository: {} }),
      "repository.id",
    ],
    ["a workflow_run on a branch that is no text", event("workflow_run", workflowRun({ head_branch: {} })), "head_branch"],
    ["a release without its tag", event("release", { action: "published" }), "release"],
    ["a release whose tag is no name", event("release", release({ tag_name: "-x" })), "tag_name"],
    ["a release of another tag than the run's", event("release", release(), { ref: "refs/tags/v9.9.9" }), "ref"],
    ["a dispatch on a tag that is no name", event("workflow_dispatch", {}, { ref: "refs/tags/a..b" }), "ref"],
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

  test.each<[string, Partial<EventFacts>]>([
    ["ref", { name: "push", ref: "refs/tags/a b" }],
    ["repository.default_branch", { defaultBranch: "a\u3000b" }],
    ["repository", { repository: "a b" }],
  ])("on the command line, where there is no event, git is what says %s", (path, change) => {
    const facts = event("schedule", undefined, { payload: undefined, defaultBranch: "main", runId: "local", ...change });
    const message = expect.stringMatching(
      new RegExp(`^git reports an invalid value for this checkout: .${path}.\\. (?!.*the action)`),
    );
    expect(() => readEvent(facts)).toThrow(expect.objectContaining({ message }));
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
