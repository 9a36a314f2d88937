/**
 * The workflow that `tagstream init` writes in each shape of repository, run by act for all its events with a stand-in of the action: which
 * jobs run, where they log in, and what they ask Tagstream to do, as `runs.txt` beside each shape says.
 * @needs engine
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { type ActRun, runWithAct } from "../support/act.ts";
import { writeRecorder } from "../support/act-recorder.ts";
import { makeRepository, removeFolders, type TestRepository } from "../support/git.ts";
import { allShapes } from "../support/init-shapes.ts";
import { shapeWorkflow } from "../support/shape-workflows.ts";
import type { WorkflowFile } from "../support/workflow-files.ts";

const fixtures = path.resolve(import.meta.dirname, "../fixtures/init");

let repository: TestRepository;
let origin: string;
beforeAll(() => {
  repository = makeRepository({ Dockerfile: "FROM scratch\n" });
  origin = `file://${repository.publish()}`;
  repository.git("remote", "add", "github", "https://github.com/osg/images.git");
});
afterAll(removeFolders);

/** What happens, and the key of `on` that it needs. */
interface Occasion extends Pick<ActRun, "event"> {
  name: string;
  /** A key of `on.push`. */
  pushes?: "branches" | "tags";
  payload: object;
}

const repositoryOf = { id: 4711, default_branch: "main" };
const pull = (name: string, action: string, id = 4711, login = "octo"): Occasion => {
  const pull_request = { number: 7, user: { login }, head: { repo: { id } } };
  return { name, event: "pull_request", payload: { action, number: 7, pull_request, repository: repositoryOf } };
};
const form = (name: string, changes: object): Occasion => {
  const inputs = { command: "rebuild", only: "", to: "", reason: "", expires: "7d", "dry-run": "true", ...changes };
  return {
    name,
    event: "workflow_dispatch",
    payload: { inputs, ref: "refs/heads/main", repository: repositoryOf, sender: { login: "octo" } },
  };
};
const filledIn = { command: "rollback", only: "app:main", reason: "crashes" };

const occasions: readonly Occasion[] = [
  { name: "schedule", event: "schedule", payload: { schedule: "17 6 * * 1", repository: repositoryOf } },
  { name: "push to a branch", event: "push", pushes: "branches", payload: { ref: "refs/heads/main", repository: repositoryOf } },
  { name: "git tag", event: "push", pushes: "tags", payload: { ref: "refs/tags/v1.4.2", repository: repositoryOf } },
  pull("pull request", "opened"),
  pull("pull request of a fork", "opened", 9),
  pull("pull request of Dependabot", "opened", 4711, "dependabot[bot]"),
  pull("closed pull request", "closed"),
  { name: "merge queue", event: "merge_group", payload: { action: "checks_requested", repository: repositoryOf } },
  form("form as it is", {}),
  form("form: rebuild", { "dry-run": "false" }),
  form("form: rollback, as a dry run", filledIn),
  form("form: rollback", { ...filledIn, "dry-run": "false" }),
  form("form: history", { command: "history" }),
];

/** Whether a workflow runs for an occasion. */
function runsFor({ text }: WorkflowFile, { event, pushes }: Occasion): boolean {
  const { on } = parse(text);
  return event in on && (pushes === undefined || pushes in on.push);
}

/** A workflow with one text for all that changes neither which jobs run nor what they do. */
function formOf({ text }: WorkflowFile): string {
  return text
    .replace(/^( *(?:- cron|name|runs-on|username|password|branches|tags): ).*/gm, "$1x")
    .replace(/ *#.*/g, "")
    .replace(/\n\n+/g, "\n");
}

const known = new Map<string, Promise<string>>();

/** What runs: shapes whose workflows differ in names alone share one run. */
function shown(workflow: WorkflowFile, occasion: Occasion): Promise<string> {
  const key = `${occasion.name} ${formOf(workflow)}`;
  const run = known.get(key) ?? record(workflow, occasion);
  known.set(key, run);
  return run;
}

async function record(workflow: WorkflowFile, { name, event, payload }: Occasion): Promise<string> {
  const { standIn, steps } = writeRecorder();
  const at = { repository: repository.folder, origin, apiUrl: "http://127.0.0.1:9", standIn };
  const { status, jobs } = await runWithAct({ ...at, workflow, event, payload });
  const recorded = steps();
  const idle = Object.keys(jobs).filter((job) => !recorded.some((step) => step.startsWith(`${job.replace(/ .*/, "")} [`)));
  expect({ name, status, results: [...new Set(Object.values(jobs))], idle }).toEqual({
    name,
    status: 0,
    results: ["success"],
    idle: ["images"],
  });
  return `${name}\n${recorded.map((step) => `  ${step}\n`).join("")}`;
}

describe("the workflow that init writes, run by act", () => {
  test.each(allShapes)("%s", async (shape) => {
    const workflow = await shapeWorkflow(shape);
    const runs = await Promise.all(occasions.filter((one) => runsFor(workflow, one)).map((one) => shown(workflow, one)));
    expect(runs.join("")).toBe(readFileSync(path.join(fixtures, shape, "runs.txt"), "utf8"));
  });
});
