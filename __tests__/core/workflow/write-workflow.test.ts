import { describe, expect, test } from "@jest/globals";
import { needsOf } from "../../../src/core/workflow/needs.ts";
import { parseWorkflow } from "../../support/workflow.ts";
import { type Scenario, simulate } from "../../support/workflow-conditions.ts";
import { findViolations } from "../../support/workflow-policy.ts";
import { findProblems } from "../../support/workflow-validation.ts";
import { configurationOf, expectedWorkflow, forms, settingsOf, writtenWorkflows } from "../../support/written-workflows.ts";

const written = Object.keys(forms).map((name, index) => ({ name, file: writtenWorkflows[index] ?? { path: "", text: "" } }));

describe("the workflow of a repository", () => {
  test.each(written)("$name: exactly this file", ({ name, file }) => {
    expect(file.text).toBe(expectedWorkflow(name));
  });

  test.each(written)("$name: GitHub's language service finds nothing", async ({ file }) => {
    expect(await findProblems(file)).toEqual([]);
  });

  test.each(written)("$name: our rules for workflows hold", ({ name, file }) => {
    const configuration = configurationOf(forms[name] ?? "");
    expect(findViolations(file, needsOf(configuration, settingsOf(configuration)).levels)).toEqual([]);
  });
});

/** The jobs that run for an event, besides the last one, which always does. */
function jobsOf(name: string, scenario: Scenario): string[] {
  const workflow = parseWorkflow({ path: name, text: expectedWorkflow(name) });
  const plan = { matrix: '{"include":[{"job":"a"}]}', "matrix-2": '{"include":[]}', revision: "0".repeat(40) };
  const changed = { changed: "true" };
  const outputs = { plan, "candidate-plan": plan, publish: changed, change: changed };
  return Object.entries(simulate(workflow, { outputs, ...scenario })).flatMap(([job, result]) =>
    result === "skipped" || job === "images" ? [] : [job],
  );
}

const schedule: Scenario = { eventName: "schedule" };
const push: Scenario = { eventName: "push" };
const proposed: Scenario = { eventName: "pull_request", event: { action: "synchronize" } };
const closed: Scenario = { eventName: "pull_request", event: { action: "closed" } };
const queued: Scenario = { eventName: "merge_group", event: { action: "checks_requested" } };
const form = (command: string, dryRun: boolean): Scenario => ({
  eventName: "workflow_dispatch",
  inputs: { command, "dry-run": dryRun },
});

describe("each event starts the jobs that are for it", () => {
  const table: [form: string, event: string, scenario: Scenario, jobs: string[]][] = [
    ["one-image", "schedule", schedule, ["publish"]],
    ["one-image", "push", push, ["publish"]],
    ["one-image", "pull request", proposed, ["candidate"]],
    ["one-image", "end of a pull request", closed, ["candidate"]],
    ["one-image", "merge queue", queued, ["candidate"]],
    ["one-image", "rebuild by hand", form("rebuild", false), ["publish"]],
    ["one-image", "dry run of a rebuild", form("rebuild", true), ["publish"]],
    ["one-image", "rollback", form("rollback", false), ["change"]],
    ["one-image", "dry run of a rollback", form("rollback", true), ["look"]],
    ["one-image", "history", form("history", false), ["look"]],
    ["everything", "schedule", schedule, ["publish", "prune", "pin"]],
    ["everything", "advance", form("advance", false), ["change", "pin"]],
    ["everything", "prune", form("prune", false), ["prune"]],
    ["everything", "dry run of prune", form("prune", true), ["prune"]],
    ["chain", "schedule", schedule, ["plan", "build", "publish"]],
    ["chain", "pull request", proposed, ["plan", "build", "candidate"]],
    ["chain", "end of a pull request", closed, ["retire"]],
    ["chain", "merge queue", queued, ["plan", "build", "candidate"]],
    ["chain", "rebuild by hand", form("rebuild", false), ["plan", "build", "publish"]],
    ["chain", "dry run of a rebuild", form("rebuild", true), ["plan"]],
    ["chain", "hold", form("hold", false), ["change"]],
    ["apart", "push", push, ["plan", "build", "publish"]],
    ["apart", "pull request", proposed, ["candidate-plan", "candidate-build", "candidate"]],
    ["apart", "end of a pull request", closed, ["retire"]],
    ["versions-alone", "push of a git tag", push, ["publish"]],
    ["versions-alone", "history", form("history", false), ["look"]],
  ];
  test.each(table)("%s: %s", (name, _, scenario, jobs) => {
    expect(jobsOf(name, scenario)).toEqual(jobs);
  });

  test("a failed build: the others are published, and the last job is red", () => {
    const workflow = parseWorkflow({ path: "chain", text: expectedWorkflow("chain") });
    const plan = { matrix: '{"include":[{"job":"a"}]}', revision: "0".repeat(40) };
    const { publish, images } = simulate(workflow, { ...push, outputs: { plan }, results: { build: "failure" } });
    expect({ publish, images }).toEqual({ publish: "success", images: "failure" });
  });
});

describe("our rules see the jobs of one file for all events", () => {
  const strangers = "github.event.pull_request.head.repo.id == github.event.repository.id && ";
  const planted: [what: string, form: string, from: string, to: string, found: string][] = [
    [
      "a proposed change that may end holds",
      "one-image",
      "issues: read # read holds, for the comment",
      "issues: write # x",
      "job candidate: a proposed change may lift holds",
    ],
    ["a login for strangers", "chain", strangers, "", "job plan: logs in for a stranger's change"],
    [
      "a secret for strangers",
      "releases",
      "'dependabot[bot]')) && secrets",
      "'dependabot[bot]')) || secrets",
      "job candidate: hands a secret to a stranger's change",
    ],
    [
      "a publication that runs for proposed changes",
      "one-image",
      "github.event_name == 'schedule' || ",
      "always() || ",
      "job publish: a proposed change may lift holds",
    ],
    [
      "candidates outside the pull request's group",
      "one-image",
      "cancel-in-progress: true",
      "cancel-in-progress: false",
      "job candidate: writes candidates' tags in a run that the pull request's next one does not end",
    ],
    [
      "a group that stops publications",
      "one-image",
      "github.event.number || github.run_id",
      "github.event.number || 'publish'",
      "job publish: writes tags, outside the group tagstream-publish with queue: max",
    ],
    [
      "a level that is not built",
      "chain",
      "build-2:\n    needs: [plan, build]",
      "build-2:\n    needs: [build]",
      "not one job builds `matrix-2` of the plan",
    ],
  ];
  test.each(planted)("%s", (_, name, from, to, found) => {
    const text = expectedWorkflow(name);
    expect(text).toContain(from);
    expect(findViolations({ path: name, text: text.replace(from, to) }, name === "chain" ? 2 : 1)).toContain(found);
  });
});
