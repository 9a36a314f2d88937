import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { readExample } from "../support/example.ts";
import { parseWorkflow, type WorkflowJob } from "../support/workflow.ts";
import { exampleWorkflows } from "../support/workflow-files.ts";

const minimal = exampleWorkflows.find(({ path }) => path.startsWith("examples/minimal/"));
const { concurrency, on, permissions } = parseWorkflow(minimal ?? { path: "", text: "" });

test("each example has one workflow", () => {
  expect(exampleWorkflows.map(({ path }) => path)).toEqual(
    ["application", "apps", "branches", "chain", "fresh", "minimal", "osg"].map(
      (name) => `examples/${name}/.github/workflows/images.yml`,
    ),
  );
});

describe.each(exampleWorkflows)("$path", (file) => {
  const workflow = parseWorkflow(file);
  const jobs: WorkflowJob[] = Object.values(workflow.jobs);
  const [, name = ""] = file.path.split("/");

  test("has the quick start's queue, and no right that it does not need", () => {
    expect(workflow.concurrency).toEqual(concurrency);
    const login = jobs.some(({ steps }) => steps.some(({ uses }) => uses?.startsWith("docker/login-action@")));
    const { packages, ...others } = permissions as Record<string, string>;
    expect(workflow.permissions).toEqual(login ? { packages, ...others } : others);
    expect(jobs.map((job) => [job["timeout-minutes"] !== undefined, job.permissions])).toEqual([[true, undefined]]);
  });

  test("has the quick start's events, and the refs that its streams come from", () => {
    const { push, pull_request: pull, ...others } = workflow.on;
    expect(others).toEqual({ schedule: on.schedule, workflow_dispatch: on["workflow_dispatch"] });
    const text = readExample(name)[".github/tagstream.yml"] ?? "";
    const { streams = {} } = parse(text) as { streams?: Record<string, { from?: { tag?: string; branch?: string } }> };
    const from = Object.values(streams).flatMap((stream) => stream.from ?? []);
    const { branches = [], tags } = push as { branches?: string[]; tags?: string[] };
    const isListed = (ref: string, globs: readonly string[]) =>
      globs.some((glob) => new RegExp(`^${glob.replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(ref));
    for (const branch of ["main", ...from.flatMap((one) => one.branch ?? [])]) expect(isListed(branch, branches)).toBe(true);
    for (const one of from) if (one.tag) expect(isListed(one.tag.replace("{version}", "1.4.2"), tags ?? [])).toBe(true);
    expect(tags === undefined).toBe(from.every(({ tag }) => tag === undefined));
    // Without candidates' tags to remove, the end of a pull request needs no run.
    expect(pull === null || JSON.stringify(pull) === JSON.stringify(on["pull_request"])).toBe(true);
  });
});
