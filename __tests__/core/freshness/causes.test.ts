import { describe, expect, test } from "@jest/globals";
import { type CauseFacts, causesOf } from "../../../src/core/freshness/causes.ts";
import { parseWorkflowFile, type RebuildWorkflow } from "../../../src/core/freshness/workflow.ts";

const day = 86_400_000;
const file = { file: "rebuild.yml" };
const page = "https://github.com/osg/images/actions/workflows/rebuild.yml";
const active: RebuildWorkflow = { ...file, state: "active", page };
const run = (at: string, conclusion?: string) => ({
  at,
  page: "https://github.com/osg/images/actions/runs/7",
  ...(conclusion === undefined ? {} : { conclusion }),
});
const facts: CauseFacts = {
  name: "squid:release",
  published: "2026-11-10T03:17:00Z",
  workflow: active,
  file,
  now: new Date("2026-11-26T06:00:00Z"),
};
const tries = { since: "2026-11-11T03:17:00Z", last: "2026-11-13T03:17:00Z", count: 3 };
const found = (more: Partial<CauseFacts>) => causesOf({ ...facts, ...more });
const names = (more: Partial<CauseFacts>) => found(more).map(({ name }) => name);

describe("the cause", () => {
  test.each<[string, Partial<CauseFacts>, string[]]>([
    ["GitHub disabled the schedule", { workflow: { ...active, state: "disabled_inactivity" } }, ["disabled-inactivity"]],
    ["a person disabled it", { workflow: { ...active, state: "disabled_manually" } }, ["disabled-manually"]],
    ["a fork", { workflow: { ...active, state: "disabled_fork" } }, ["disabled-fork"]],
    ["a deleted workflow", { workflow: { ...active, state: "deleted" } }, ["deleted"]],
    ["a file that GitHub does not know", { workflow: { ...file, state: "missing" } }, ["missing"]],
    ["a schedule that never came", { workflow: active }, ["never-came"]],
    ["none since the publication", { workflow: { ...active, last: run("2026-11-10T03:10:00Z", "success") } }, ["not-come"]],
    [
      "none since it was due",
      { every: 7 * day, workflow: { ...active, last: run("2026-11-16T03:10:00Z", "success") } },
      ["not-come"],
    ],
    ["a red run", { workflow: { ...active, last: run("2026-11-20T03:10:00Z", "failure") } }, ["red"]],
    ["a green run without it", { workflow: { ...active, last: run("2026-11-20T03:10:00Z", "success") } }, ["left-out"]],
    ["a run that goes on", { workflow: { ...active, last: run("2026-11-20T03:10:00Z") } }, ["unknown"]],
    [
      "a failed rebuild, not its red run",
      { tries, workflow: { ...active, last: run("2026-11-20T03:10:00Z", "failure") } },
      ["failed"],
    ],
    [
      "a failed rebuild, and a disabled schedule",
      { tries, workflow: { ...active, state: "disabled_inactivity" } },
      ["failed", "disabled-inactivity"],
    ],
    ["a follower that took nothing, whatever the rebuilds do", { follows: "squid:fresh", workflow: active }, ["waits"]],
    ["a follower whose tests fail", { follows: "squid:fresh", tries, workflow: active }, ["failed"]],
    ["no answer of GitHub", { workflow: "the token lacks actions: read" }, ["unknown"]],
  ])("%s", (_, more, expected) => {
    expect(names(more)).toEqual(expected);
  });

  test("of a failed rebuild says how often, since when, with its code and what to run", () => {
    expect(found({ tries: { ...tries, code: "test-failed", problem: "answers on 8000" } })[0]).toEqual({
      name: "failed",
      text: "its rebuild fails since 11 Nov (3 tries, the last on 13 Nov): test-failed: answers on 8000",
      remedy: "mend it, then",
      command: "gh workflow run rebuild.yml -f only=squid:release",
    });
  });

  test("of a disabled schedule links to the page that has the button", () => {
    const workflow = { ...active, state: "disabled_inactivity", changed: "2026-11-11T00:00:00Z" } as const;
    expect(found({ workflow })[0]).toEqual({
      name: "disabled-inactivity",
      text: "the workflow rebuild.yml is disabled since 11 Nov: GitHub disabled it, because the repository had no activity for 60 days",
      remedy: "choose Enable workflow on its page, then",
      page,
      command: "gh workflow run rebuild.yml -f only=squid:release",
    });
  });

  test("of another repository names it in the command", () => {
    const elsewhere = { file: "rebuild.yml", repository: "octo-org/images" };
    expect(found({ file: elsewhere })[0]?.command).toBe("gh workflow run rebuild.yml -R octo-org/images -f only=squid:release");
  });

  test("gives no command for a name that a shell would read, and none without a file", () => {
    expect(found({ name: "a; rm -rf ~" })[0]?.command).toBeUndefined();
    const { file: _, ...without } = facts;
    expect(causesOf(without)[0]?.command).toBeUndefined();
  });
});

describe("the input workflow", () => {
  test.each([
    ["rebuild.yml", { file: "rebuild.yml" }],
    ["octo-org/images/rebuild.yml", { file: "rebuild.yml", repository: "octo-org/images" }],
    ["octo-org/images/.github/workflows/r.yaml", { file: "r.yaml", repository: "octo-org/images" }],
    ["rebuild", undefined],
    ["../rebuild.yml", undefined],
    ["a b.yml", undefined],
  ])("%s", (text, expected) => {
    expect(parseWorkflowFile(text)).toEqual(expected);
  });
});
