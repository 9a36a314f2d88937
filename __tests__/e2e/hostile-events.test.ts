/**
 * What a hostile change can ask for by events and inputs, one row each: nothing
 * has an effect beyond the runner, and the run says why (docs/security.md).
 * @needs engine
 */
import { describe, test } from "@jest/globals";
import { hostileSetting, type Proposal } from "../support/hostile.ts";
import { type PullRequest, propose } from "../support/pull-request.ts";

const setting = hostileSetting();

describe("asking to publish, by every input", () => {
  const strangers: [string, (pr: PullRequest) => Proposal][] = [
    ["a fork", (pr) => pr.fork({ id: 666 })],
    ["a fork that has been deleted", (pr) => pr.fork(null)],
    ["Dependabot", (pr) => pr.dependabot],
  ];
  const asked: [string, Record<string, string>][] = [
    ["run", { command: "run" }],
    ["run, for all images", { command: "run", only: "*:*" }],
    ["run, not dry", { command: "run", "dry-run": "false", job: "x", records: "/", plan: "" }],
  ];
  // All that a fork asks for, and what it asks for last of the others: strangers.test.ts has each of them with `run`.
  const rows = strangers.flatMap(([who, of], index) =>
    asked.slice(index === 0 ? 0 : -1).map(([what, inputs]) => [who, what, of, inputs] as const),
  );
  test.each(rows)("%s: %s", async (_who, _what, of, inputs) => {
    const result = await setting.run(of(propose(setting.project.repository, setting.change)), inputs);
    await setting.expectHarmless(result, 0, "1 image built and tested");
  });

  test.each<[string, object | undefined]>([
    ["pull_request_target", undefined],
    ["workflow_run", { workflow_run: { event: "pull_request", head_repository: { id: 4711 } } }],
    ["workflow_run", { workflow_run: { event: "push", head_repository: { id: 666 } } }],
    ["workflow_run", { workflow_run: { event: "push", head_repository: null } }],
  ])("%s, privileged: %j", async (event, payload) => {
    await setting.expectHarmless(
      await setting.run(propose(setting.project.repository, setting.change).as(event, payload)),
      1,
      "event-refused",
    );
  });

  test.each(["issue_comment", "pull_request_review", "discussion", "create"])("%s", async (event) => {
    await setting.expectHarmless(
      await setting.run(propose(setting.project.repository, setting.change).as(event)),
      0,
      "Tagstream does nothing for the event",
    );
  });

  test.each([
    [0, "only a published release publishes", { action: "edited", release: { tag_name: "v1.4.2" } }],
    [1, "event-malformed", undefined],
  ])("a release that was not published: status %d, %s", async (status, says, payload) => {
    await setting.expectHarmless(
      await setting.run(propose(setting.project.repository, setting.change).as("release", payload)),
      status,
      says,
    );
  });
});

describe("an event that is not as GitHub sends it", () => {
  const of = (pull: object, more: object = {}) => ({
    ...more,
    pull_request: {
      number: 7,
      user: { login: "o" },
      head: { sha: "0".repeat(40), repo: { id: 4711 } },
      base: { ref: "main" },
      ...pull,
    },
  });
  test.each<[string, object]>([
    ["a number of a pull request that is text", of({ number: "7" })],
    ["one below 1", of({ number: -7 })],
    ["one that no tag has room for", of({ number: 1e15 })],
    ["a fraction", of({ number: 7.5 })],
    ["a head that is a command", of({ head: { sha: "$(id)", repo: { id: 4711 } } })],
    ["a branch that is an option", of({ base: { ref: "--upload-pack=id" } })],
    ["a branch with a line end", of({ base: { ref: "main\n::error::x" } })],
    ["no repository to compare with", of({}, { repository: {} })],
  ])("%s", async (_, payload) => {
    await setting.expectHarmless(
      await setting.run(propose(setting.project.repository, setting.change).as("pull_request", payload)),
      1,
      "event-malformed",
    );
  });
});
