/**
 * What is checked out for a pull request or a merge queue, and which events are refused.
 * @needs engine
 */
import { describe, expect, test } from "@jest/globals";
import { changedSquid, env, proposalSetting, withSecret } from "../support/proposals.ts";
import { propose } from "../support/pull-request.ts";

const setting = proposalSetting();

test("a merge queue's group is compared with its base", async () => {
  const { repository, registry } = setting.project;
  const { merge, base } = propose(repository, changedSquid(registry));
  // Of two proposals in a group: the first parent has a change, too, that only a comparison with `base_sha` takes for one.
  const head = repository.commit({ "README.md": "second of the group\n" });
  const { status, log } = await setting.project.step({
    event: "merge_group",
    payload: {
      action: "checks_requested",
      merge_group: {
        head_sha: head,
        base_sha: base,
        base_ref: "refs/heads/main",
        head_ref: "refs/heads/gh-readonly-queue/main/x",
      },
      repository: { id: 4711, default_branch: "main" },
    },
    inputs: { "dry-run": "true" },
    env,
  });
  expect({ status, log, merge }).toMatchObject({ status: 0 });
  expect(log).toMatch(/squid:release +build +changed/);
  expect(log).toMatch(/xcache:release +leave/);
});

test.each([
  ["can be fetched, it is", true],
  ["cannot be fetched, the error says what to do", false],
])("a group whose base is further back than the checkout: where it %s", async (_, there) => {
  const { repository, registry } = setting.project;
  repository.git("checkout", "--quiet", "--detach", "main");
  const base = repository.head();
  // As a queue that rebases leaves it: two commits of one pull request on top of the base.
  repository.commit(changedSquid(registry));
  const head = repository.commit({ "README.md": "second of two commits\n" });
  repository.git("branch", "--force", "merged", "HEAD");
  const shallow = repository.clone("--depth=2", "--branch=merged");
  repository.git("config", "uploadpack.allowAnySHA1InWant", "true");
  if (!there) shallow.git("remote", "set-url", "origin", `file://${repository.folder}-gone`);
  const { status, log } = await setting.project.step({
    event: "merge_group",
    payload: {
      action: "checks_requested",
      merge_group: { head_sha: head, base_sha: base, base_ref: "refs/heads/main", head_ref: "refs/heads/queue" },
      repository: { id: 4711, default_branch: "main" },
    },
    workspace: shallow.folder,
    inputs: { "dry-run": "true" },
    env: { ...env, GITHUB_SHA: head },
  });
  if (there) expect({ status, log }).toMatchObject({ status: 0, log: expect.stringMatching(/squid:release +(build|reuse)/) });
  else expect({ status, log }).toMatchObject({ status: 1, log: expect.stringMatching(/fetch-depth: 0.*\[git-shallow\]/) });
});

describe("what is checked out", () => {
  test("a shallow clone without an origin to ask: the error names fetch-depth: 2", async () => {
    const { step } = propose(setting.project.repository, changedSquid(setting.project.registry));
    setting.project.repository.git("branch", "--force", "merged", "HEAD");
    const shallow = setting.project.repository.clone("--depth=1", "--branch=merged");
    shallow.git("remote", "set-url", "origin", `file://${setting.project.repository.folder}-gone`);
    const { status, log } = await setting.project.step({ ...step, workspace: shallow.folder });
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("git-shallow") });
    expect(log).toContain("fetch-depth: 2");
  });

  test("with fetch-depth: 2, nothing has to be fetched", async () => {
    const { step } = propose(setting.project.repository, changedSquid(setting.project.registry));
    setting.project.repository.git("branch", "--force", "merged", "HEAD");
    const shallow = setting.project.repository.clone("--depth=2", "--branch=merged");
    shallow.git("remote", "set-url", "origin", `file://${setting.project.repository.folder}-gone`);
    const { status, log } = await setting.project.step({ ...step, workspace: shallow.folder, inputs: { "dry-run": "true" } });
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(/xcache:release +leave/);
  });

  test("not the event's commit: refused", async () => {
    const { step, head } = propose(setting.project.repository, changedSquid(setting.project.registry));
    setting.project.repository.git("checkout", "--quiet", "--detach", head);
    const { status, log } = await setting.project.step(step);
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("plan-checkout") });
  });
});

describe("events that would build a stranger's code with secrets are refused, with the reason", () => {
  test("pull_request_target", async () => {
    const { as } = propose(setting.project.repository, changedSquid(setting.project.registry));
    setting.recorder.requests.length = 0;
    const { status, log } = await setting.project.step(withSecret(as("pull_request_target")));
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("event-refused") });
    expect(log).toContain("on: pull_request");
    expect(setting.recorder.requests).toEqual([]);
  });

  test("workflow_run of a fork", async () => {
    const { as } = propose(setting.project.repository, changedSquid(setting.project.registry));
    const workflow_run = { event: "pull_request", head_repository: { id: 666 } };
    setting.recorder.requests.length = 0;
    const { status, log } = await setting.project.step(withSecret(as("workflow_run", { workflow_run })));
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("event-refused") });
    expect(setting.recorder.requests).toEqual([]);
  });
});
