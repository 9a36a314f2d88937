import { describe, expect, test } from "@jest/globals";
import { actorOf, readManualTrigger } from "../../../src/core/events/event.ts";
import { event, merge, mergeGroup, pullRequest, release } from "../../support/events.ts";

describe("what a person orders", () => {
  test.each([event("workflow_dispatch"), event("schedule"), event("repository_dispatch"), event("push")])(
    "$name may",
    (facts) => {
      expect(readManualTrigger(facts, "roll back")).toMatchObject({ repository: "osg/images", branch: "main" });
    },
  );

  test.each(["roll back", "hold streams", "lift holds"])("%s from the ref of a git tag is not about a version", (command) => {
    const trigger = readManualTrigger(event("workflow_dispatch", {}, { ref: "refs/tags/v1.4.2" }), command);
    expect(trigger).toMatchObject({ intent: "rebuild", branch: "main" });
    expect(trigger).not.toHaveProperty("gitTag");
  });

  test.each([
    event("release", release(), { ref: "refs/tags/v1.4.2" }),
    event("push", {}, { ref: "refs/tags/v1.4.2" }),
    event("pull_request", pullRequest(), merge),
    event("pull_request", pullRequest({}, { action: "closed" }), merge),
    event("merge_group", mergeGroup),
    event("push", {}, { ref: "refs/heads/topic" }),
    event("issues"),
    event('x"`<'),
  ])("$name may not (%#)", (facts) => {
    expect(() => readManualTrigger(facts, "roll back")).toThrow(
      /^The event "[\w?]+" cannot roll back: start the workflow by hand/,
    );
  });

  test("an event that is refused is refused for this, too", () => {
    expect(() => readManualTrigger(event("pull_request_target"), "roll back")).toThrow("pull_request_target would build");
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
