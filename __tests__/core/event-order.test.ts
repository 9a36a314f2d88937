import { describe, expect, test } from "@jest/globals";
import { actorOf, readOrder } from "../../src/core/event.ts";
import { event, merge, mergeGroup, pullRequest } from "../support/events.ts";

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
