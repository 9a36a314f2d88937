/** Checks of what GitHub does: schedules and rules. Each fault, planted. */
import { describe, expect, test } from "@jest/globals";
import { requiredChecks } from "../../../../src/core/doctor/checks/required-checks.ts";
import { schedule } from "../../../../src/core/doctor/checks/schedule.ts";
import type { Facts } from "../../../../src/core/doctor/facts.ts";
import type { RebuildWorkflow } from "../../../../src/core/freshness/workflow.ts";
import { findingsOf, workflowIn, workflowsWith } from "../../../support/doctor-facts.ts";

const file = ".github/workflows/images.yml";

describe("schedule", () => {
  const page = "https://github.com/octo/images/actions/workflows/images.yml";
  const last = { at: "2026-11-23T06:20:00Z", page: "https://github.com/octo/images/actions/runs/1", conclusion: "success" };
  const found = (change: Partial<RebuildWorkflow>) =>
    findingsOf(schedule, {
      schedules: [{ file: "images.yml", workflow: { known: { file: "images.yml", state: "active", page, last, ...change } } }],
    });
  const row = { check: "schedule", subject: "schedule of images.yml" };

  test.each([
    ["disabled_inactivity", "GitHub disabled it after 60 days without a commit"],
    ["disabled_manually", "a person disabled it"],
    ["disabled_fork", "GitHub runs no schedule in a fork until a person enables it"],
  ] as const)("%s", (state, what) => {
    expect(found({ state })).toEqual([{ ...row, level: "fails", what, remedy: `enable it in Actions → images.yml: ${page}` }]);
  });

  test("is missing on the default branch", () => {
    expect(found({ state: "missing" })).toEqual([
      {
        ...row,
        level: "soon",
        what: "GitHub does not know this workflow, so nothing starts it",
        remedy: "push it to the default branch",
      },
    ]);
  });

  test("came late, or failed", () => {
    expect(found({ last: { ...last, at: "2026-11-16T06:20:00Z" } })).toEqual([
      {
        ...row,
        level: "soon",
        what: "its last run began 9 d ago",
        remedy: `start it in Actions → images.yml → Run workflow: ${page}`,
      },
    ]);
    expect(found({ last: { ...last, conclusion: "failure" } })).toEqual([
      { ...row, level: "soon", what: "its last run ended with failure", remedy: `look at ${last.page}` },
    ]);
    expect(found({ last: { ...last, at: "2026-11-18T06:20:00Z" } })).toEqual([]);
  });

  test("does not exist", () => {
    const facts: Partial<Facts> = { ...workflowsWith([/\n {2}schedule.*/, ""]), schedules: [] };
    expect(findingsOf(schedule, facts)).toEqual([
      {
        level: "risk",
        check: "schedule",
        subject: "schedule",
        what: "no workflow rebuilds on a schedule, so images go without updates of their bases and packages",
        remedy: 'add `schedule: [{ cron: "17 6 * * 1" }]` to `on`',
      },
    ]);
  });

  test.each(["0 6 * * 1", "15 6 * * 1", "*/7 * * * *", "* * * * *"])("is at a crowded minute: %s", (cron) => {
    expect(findingsOf(schedule, workflowsWith(["17 6 * * 1", cron])).at(-1)).toEqual({
      level: "risk",
      check: "schedule",
      subject: "images.yml",
      what: `cron "${cron}" is at a minute that many take: GitHub delays or drops such runs`,
      remedy: "choose a minute that is no multiple of 5",
      place: { file, line: 3 },
    });
  });

  test("is unknown without a token", () => {
    const schedules = [{ file: "images.yml", workflow: { unknown: "no token", remedy: "set one" } }];
    expect(findingsOf(schedule, { schedules })).toEqual([{ ...row, level: "unknown", what: "no token", remedy: "set one" }]);
  });
});

describe("required-checks", () => {
  const rules = (change: object) => ({
    branchRules: { known: { required: [{ context: "images", app: 15_368 }], hasMergeQueue: false, ...change } },
  });
  const row = { check: "required-checks", subject: "required check images" };

  test("Tagstream's job is not required", () => {
    expect(findingsOf(requiredChecks, rules({ required: [] }))).toEqual([
      {
        level: "risk",
        check: "required-checks",
        subject: "images.yml",
        what: "no rule requires its job, so a pull request can be merged before its images are tested",
        remedy: "require its last job in the rules of the default branch",
        place: { file, line: 1 },
      },
    ]);
  });

  test("the merge queue waits for a job that it does not start", () => {
    expect(findingsOf(requiredChecks, rules({ hasMergeQueue: true }))).toEqual([
      {
        ...row,
        level: "fails",
        what: "the merge queue waits for it, and its workflow does not run on `merge_group`",
        remedy: "add `merge_group:` to the workflow's `on`",
        place: { file, line: 1 },
      },
    ]);
    const runs = workflowsWith(["workflow_dispatch:", "workflow_dispatch:\n  merge_group:"]);
    expect(findingsOf(requiredChecks, { ...rules({ hasMergeQueue: true }), ...runs })).toEqual([]);
  });

  test("no workflow makes it", () => {
    const ghost = (app?: number) => ({ context: "lint", ...(app === undefined ? {} : { app }) });
    const found = (app?: number) => findingsOf(requiredChecks, rules({ required: [{ context: "images" }, ghost(app)] }));
    const missing = {
      check: "required-checks",
      subject: "required check lint",
      what: "no workflow makes it on pull requests, so they wait for ever unless another program reports it",
      remedy: "correct the name of the required check, or no longer require it",
    };
    expect(found(15_368)).toEqual([{ ...missing, level: "fails" }]);
    expect(found()).toEqual([{ ...missing, level: "risk" }]);
    expect(found(7)).toEqual([]);
  });

  test("a filter of paths keeps it from coming", () => {
    const filtered = workflowsWith(["pull_request: { types", "pull_request: { paths: [squid], types"]);
    expect(findingsOf(requiredChecks, filtered)).toEqual([
      {
        ...row,
        level: "fails",
        what: "its workflow has a filter of paths: a pull request that changes none of them waits for ever",
        remedy: "remove `paths` from `pull_request`",
        place: { file, line: 1 },
      },
    ]);
  });

  test.each([
    ["a name", "name: Build all", "Build all"],
    ["a matrix", "strategy: { matrix: { os: [a] } }", "images (a)"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    ["a name from a matrix", "name: 'image ${{ matrix.os }}'\n    strategy: { matrix: { os: [a] } }", "image a"],
    ["a called workflow", "uses: ./.github/workflows/x.yml", "images / inner"],
  ])("knows a job with %s", (_, entry, context) => {
    const text = `on: pull_request\njobs:\n  images:\n    ${entry}\n    steps: [{ uses: octo/tagstream@v1 }]\n`;
    const workflows = { known: [workflowIn(file, text)] };
    expect(findingsOf(requiredChecks, { workflows, ...rules({ required: [{ context, app: 15_368 }] }) })).toEqual([]);
  });

  test("are unknown where GitHub does not answer", () => {
    expect(findingsOf(requiredChecks, { branchRules: { unknown: "no token" } })).toEqual([
      { level: "unknown", check: "required-checks", subject: "rules of main", what: "no token" },
    ]);
  });
});
