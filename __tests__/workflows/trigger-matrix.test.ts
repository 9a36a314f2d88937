import { describe, expect, test } from "@jest/globals";
import { parseWorkflow, type Workflow } from "../support/workflow.ts";
import { type Result, type Scenario, simulate } from "../support/workflow-conditions.ts";
import { ownWorkflows, templates, type WorkflowFile } from "../support/workflow-files.ts";

const [ran, red, off, skipped]: [Result, Result, Result, Result] = ["success", "failure", "cancelled", "skipped"];
const rebuild = parseWorkflow(templates.find(({ path }) => path === "workflows/rebuild.yml") as WorkflowFile);
const candidate = parseWorkflow(templates.find(({ path }) => path === "workflows/candidate.yml") as WorkflowFile);
const promote = parseWorkflow(templates.find(({ path }) => path === "workflows/promote.yml") as WorkflowFile);
const rollback = parseWorkflow(templates.find(({ path }) => path === "workflows/rollback.yml") as WorkflowFile);
const follow = parseWorkflow(templates.find(({ path }) => path === "workflows/follow.yml") as WorkflowFile);
const ci = parseWorkflow(ownWorkflows.find(({ path }) => path === ".github/workflows/ci.yml") as WorkflowFile);

const some = { plan: { matrix: '{"include":[{"job":"squid.release"}]}', revision: "0".repeat(40) } };
const none = { plan: { matrix: '{"include":[]}', revision: "0".repeat(40) } };
/** What becomes of the jobs of later levels, which none of these plans has: levels.test.ts is about them. */
const later = { "build-2": skipped, "build-3": skipped };
/** What the form of `workflow_dispatch` sends when nobody touches it. */
const form = { only: "", "dry-run": false };

describe("rebuild.yml", () => {
  const table: [what: string, scenario: Scenario, plan: Result, build: Result, publish: Result, images: Result][] = [
    ["schedule, all is well", { outputs: some }, ran, ran, ran, ran],
    ["schedule, nothing to build: publish still completes what is missing", { outputs: none }, ran, skipped, ran, ran],
    ["dispatch, all is well", { inputs: form, outputs: some }, ran, ran, ran, ran],
    ["dispatch, dry run", { inputs: { ...form, "dry-run": true }, outputs: some }, ran, skipped, skipped, ran],
    ["dispatch, dry run of nothing", { inputs: { ...form, "dry-run": true }, outputs: none }, ran, skipped, skipped, ran],
    ["the plan fails", { outputs: some, results: { plan: red } }, red, skipped, skipped, red],
    ["a build fails: the others are published", { outputs: some, results: { build: red } }, ran, red, ran, red],
    ["a build runs out of time", { outputs: some, results: { build: off } }, ran, off, ran, red],
    ["publishing fails", { outputs: some, results: { publish: red } }, ran, ran, red, red],
    ["publishing runs out of time", { outputs: some, results: { publish: off } }, ran, ran, off, red],
    ["build and publish fail", { outputs: some, results: { build: red, publish: red } }, ran, red, red, red],
    ["cancelled while planning", { outputs: some, results: { plan: off }, cancelled: true }, off, skipped, skipped, red],
    ["cancelled while building", { outputs: some, results: { build: off }, cancelled: true }, ran, off, skipped, red],
    ["cancelled while publishing", { outputs: some, results: { publish: off }, cancelled: true }, ran, ran, off, red],
    ["nothing to build, and publishing fails", { outputs: none, results: { publish: red } }, ran, skipped, red, red],
  ];
  test.each(table)("%s", (_, scenario, plan, build, publish, images) => {
    expect(simulate(rebuild, scenario)).toEqual({ plan, build, ...later, publish, images });
  });

  const planted: [what: string, job: string, condition: string | undefined, row: number][] = [
    ["an empty matrix that is built", "build", undefined, 1],
    ["a dry run that publishes", "publish", "!cancelled() && needs.plan.result == 'success'", 3],
    ["a failed build that keeps the rest from being published", "publish", "!inputs.dry-run", 6],
    ["a failed plan that is published", "publish", "!cancelled()", 5],
    ["a cancelled run that publishes", "publish", "always() && needs.plan.result == 'success'", 12],
  ];
  test.each(planted)("the table would show %s", (_, job, condition, row) => {
    const [, scenario, plan, build, publish, images] = table[row] as (typeof table)[number];
    const broken = structuredClone(rebuild);
    const { if: __, ...rest } = broken.jobs[job] ?? { steps: [] };
    broken.jobs[job] = { ...rest, ...(condition === undefined ? {} : { if: condition }) };
    expect(simulate(broken, scenario)).not.toEqual({ plan, build, ...later, publish, images });
  });
});

describe("candidate.yml", () => {
  const push = { action: "synchronize" };
  const group = { action: "checks_requested" };
  const end = { action: "closed" };
  test.each<[what: string, scenario: Scenario, plan: Result, build: Result, publish: Result, retire: Result, images: Result]>([
    ["a push, all is well", { event: push, outputs: some }, ran, ran, ran, skipped, ran],
    ["a push that changes no image: never hangs", { event: push, outputs: none }, ran, skipped, ran, skipped, ran],
    ["a group of a merge queue", { event: group, outputs: some }, ran, ran, ran, skipped, ran],
    ["a group that changes no image", { event: group, outputs: none }, ran, skipped, ran, skipped, ran],
    [
      "a build fails: the others get their tags",
      { event: push, outputs: some, results: { build: red } },
      ran,
      red,
      ran,
      skipped,
      red,
    ],
    ["the plan fails", { event: push, outputs: some, results: { plan: red } }, red, skipped, skipped, skipped, red],
    [
      "a newer push ends it",
      { event: push, outputs: some, results: { build: off }, cancelled: true },
      ran,
      off,
      skipped,
      skipped,
      red,
    ],
    ["the end: its tags go, nothing is built", { event: end }, skipped, skipped, skipped, ran, ran],
    ["the end, and a tag cannot be removed", { event: end, results: { retire: red } }, skipped, skipped, skipped, red, red],
  ])("%s", (_, scenario, plan, build, publish, retire, images) => {
    expect(simulate(candidate, scenario)).toEqual({ plan, build, ...later, publish, retire, images });
  });
});

describe("promote.yml", () => {
  test.each<[what: string, scenario: Scenario, plan: Result, build: Result, publish: Result, images: Result]>([
    ["every image is promoted", { outputs: none }, ran, skipped, ran, ran],
    ["some images are built again", { outputs: some }, ran, ran, ran, ran],
    ["a build fails: what was tested is published", { outputs: some, results: { build: red } }, ran, red, ran, red],
    ["the plan fails", { outputs: some, results: { plan: red } }, red, skipped, skipped, red],
    ["left to a newer run", { outputs: { plan: { matrix: '{"include":[]}', revision: "" } } }, ran, skipped, skipped, ran],
    [
      "a git tag that is no version",
      { outputs: { plan: { matrix: '{"include":[]}', revision: "" } } },
      ran,
      skipped,
      skipped,
      ran,
    ],
    ["a version of what is published", { outputs: none }, ran, skipped, ran, ran],
    ["a version that has to be built", { outputs: some }, ran, ran, ran, ran],
    ["cancelled while building", { outputs: some, results: { build: off }, cancelled: true }, ran, off, skipped, red],
  ])("%s", (_, scenario, plan, build, publish, images) => {
    expect(simulate(promote, scenario)).toEqual({ plan, build, ...later, publish, images });
  });

  test("runs for the default branch and for version tags, in one and the same group of publications", () => {
    expect(promote.on).toEqual({ push: { branches: ["main"], tags: ["v*"] } });
    expect(promote.jobs["publish"]?.concurrency).toEqual(rebuild.jobs["publish"]?.concurrency);
  });
});

describe("rollback.yml", () => {
  test.each<[command: string, dry: boolean, look: Result, change: Result]>([
    ["rollback", true, ran, skipped],
    ["rollback", false, skipped, ran],
    ["hold", true, ran, skipped],
    ["hold", false, skipped, ran],
    ["resume", true, ran, skipped],
    ["resume", false, skipped, ran],
    ["advance", true, ran, skipped],
    ["advance", false, skipped, ran],
    ["yank", true, ran, skipped],
    ["yank", false, skipped, ran],
    ["history", true, ran, skipped],
    ["history", false, ran, skipped],
  ])("%s, dry-run %s", (command, dry, look, change) => {
    expect(simulate(rollback, { inputs: { command, "dry-run": dry } })).toEqual({ look, change });
  });
});

describe("follow.yml", () => {
  const moves = (matrix: string) => ({ plan: { ...none.plan, matrix, "to-publish": "squid:stable" } });
  const moved = moves(none.plan.matrix);
  const tested = moves(some.plan.matrix);
  const table: [what: string, scenario: Scenario, results: [Result, Result, Result, Result, Result]][] = [
    ["nothing moves: nobody is asked, and tags are completed", { outputs: none }, [ran, skipped, skipped, ran, ran]],
    ["an image without tests of its own moves", { outputs: moved }, [ran, skipped, ran, ran, ran]],
    ["an image moves after its tests", { outputs: tested }, [ran, ran, ran, ran, ran]],
    ["a test fails: the others move", { outputs: tested, results: { build: red } }, [ran, red, ran, ran, red]],
    ["people reject it", { outputs: moved, results: { approve: red } }, [ran, skipped, red, skipped, red]],
    ["nobody answers", { outputs: tested, results: { approve: red } }, [ran, ran, red, skipped, red]],
    ["dispatch, dry run", { inputs: { ...form, "dry-run": true }, outputs: tested }, [ran, skipped, skipped, skipped, ran]],
    ["dispatch, as it is", { inputs: form, outputs: moved }, [ran, skipped, ran, ran, ran]],
    ["the plan fails", { outputs: tested, results: { plan: red } }, [red, skipped, skipped, skipped, red]],
    [
      "left to a newer run",
      { outputs: { plan: { matrix: none.plan.matrix, "to-publish": "", revision: "" } } },
      [ran, skipped, skipped, skipped, ran],
    ],
    [
      "cancelled while it waits",
      { outputs: moved, results: { approve: off }, cancelled: true },
      [ran, skipped, off, skipped, red],
    ],
    ["cancelled while testing", { outputs: tested, results: { build: off }, cancelled: true }, [ran, off, skipped, skipped, red]],
  ];
  const outcome = (workflow: Workflow, scenario: Scenario) =>
    ["plan", "build", "approve", "publish", "images"].map((job) => simulate(workflow, scenario)[job]);

  test.each(table)("%s", (_, scenario, results) => {
    expect(outcome(follow, scenario)).toEqual(results);
  });

  test.each<[what: string, job: string, condition: string, row: number]>([
    ["a question when nothing moves", "approve", "!cancelled() && !inputs.dry-run", 0],
    ["a failed test that keeps the others", "approve", "needs.plan.outputs.to-publish != '' && !inputs.dry-run", 3],
    ["a publication after a rejection", "publish", "!cancelled() && needs.plan.outputs.revision != ''", 4],
    ["a question in a dry run", "approve", "!cancelled() && needs.plan.outputs.to-publish != ''", 6],
    ["a cancelled run that publishes", "publish", "always() && needs.plan.result == 'success'", 10],
  ])("the table would show %s", (_, job, condition, row) => {
    const [, scenario, results] = table[row] as (typeof table)[number];
    const broken = structuredClone(follow);
    broken.jobs[job] = { steps: [], ...broken.jobs[job], if: condition };
    expect(outcome(broken, scenario)).not.toEqual(results);
  });

  test("publishes in the group of all publications", () => {
    expect(follow.jobs["publish"]?.concurrency).toEqual(rebuild.jobs["publish"]?.concurrency);
  });
});

describe("ci.yml", () => {
  test.each<[what: string, results: Record<string, Result>, verdict: Result]>([
    ["all is well", {}, ran],
    ["a test fails", { test: red }, red],
    ["dist is stale", { dist: red }, red],
    ["the self-test is cancelled", { "self-test": off }, red],
    ["a job does not run at all", { dist: skipped }, red],
  ])("%s", (_, results, verdict) => {
    expect(simulate(ci, { results })["ci"]).toBe(verdict);
  });
});
