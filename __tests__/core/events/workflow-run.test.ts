import { describe, expect, test } from "@jest/globals";
import { readEvent } from "../../../src/core/events/event.ts";
import { event, head, workflowRun } from "../../support/events.ts";

describe("workflow_run", () => {
  test.each(["push", "schedule"])("after a %s of the default branch means a push to it: the tip", (name) => {
    expect(readEvent(event("workflow_run", workflowRun({ event: name }), { sha: head }))).toMatchObject({
      intent: "publish",
      event: "workflow_run",
      branch: "main",
      defaultBranch: "main",
      scope: "branch",
      commit: head,
    });
  });

  test("takes nothing else from the other run: no commit, no branch, no title", () => {
    const planted = { head_sha: "f".repeat(40), head_commit: { id: "f".repeat(40) }, pull_requests: [{ number: 7 }] };
    const plain = readEvent(event("workflow_run", workflowRun()));
    expect(readEvent(event("workflow_run", workflowRun(planted)))).toEqual(plain);
  });

  test.each<[string, object, object, string]>([
    ["after a release", { event: "release" }, {}, ', and this one follows "release"'],
    ["after a dispatch", { event: "workflow_dispatch" }, {}, ', and this one follows "workflow_dispatch"'],
    ["after a push to another branch", { head_branch: "feature" }, {}, ', and this one was on "feature"'],
    ["after a push to no branch", { head_branch: null }, {}, ', and this one was on "no branch"'],
    ["after a run that failed", { conclusion: "failure" }, {}, ', and this one ended with "failure"'],
    ["after a run without an end", { conclusion: null }, {}, ', and this one ended with "no conclusion"'],
    ["at the start of a run", { conclusion: null }, { action: "requested" }, ": use `types: [completed]`"],
  ])("nothing: %s", (_, change, more, end) => {
    expect(readEvent(event("workflow_run", { ...workflowRun(change), ...more }))).toEqual({
      intent: "none",
      reason: `workflow_run publishes after a successful run of push or schedule on "main"${end}`,
    });
  });
});
