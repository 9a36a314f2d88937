import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { family } from "../support/fixtures.ts";
import { removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject } from "../support/project.ts";
import { labelsOf, tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps, type Step, type StepResult } from "../support/runner.ts";

let github: GitHub;

beforeAll(async () => {
  github = await startGitHub();
});
afterAll(async () => {
  cleanUpSteps();
  removeFolders();
  await github.close();
});

test("a base that was rolled back: what is built on it is built on what it shows, not on what was rolled back, until the hold is lifted", async () => {
  const project = makeProject(family);
  const green = async (step: Partial<Step> & { event: string }): Promise<StepResult> => {
    github.branches.set("main", project.repository.head());
    const result = await project.step({ ...step, env: { ...github.env, ...step.env }, inputs: { token: "t", ...step.inputs } });
    expect({ status: result.status, log: result.log }).toMatchObject({ status: 0 });
    return result;
  };
  const push = () => green({ event: "push", payload: { repository: { default_branch: "main" } } });
  const base = async () => (await tagsOf(`${project.registry}/base`))["release"] ?? "";
  const builtOn = async () => (await labelsOf(`${project.registry}/squid`, "release"))["org.opencontainers.image.base.digest"];

  await push();
  const good = await base();
  project.repository.commit({ "base/Dockerfile": "FROM busybox:1.36\nRUN echo bad > /base\n" });
  await push();
  const bad = await base();
  expect([await builtOn(), good === bad]).toEqual([bad, false]);

  const dispatch = { event: "workflow_dispatch", payload: { repository: { default_branch: "main" } } };
  await green({ ...dispatch, inputs: { command: "rollback", only: "base:release", reason: "it is bad" } });
  // As three jobs: what the held image is made of goes from one to the next in the plan.
  const weekly = { event: "schedule", payload: { schedule: "17 6 * * 1" }, env: { GITHUB_RUN_ID: "77" } };
  const planned = await green({ ...weekly, inputs: { command: "plan" } });
  expect(planned.log).toMatch(/squid:release +build +scheduled rebuild, on base:release as it is held/);
  const { plan = "" } = planned.outputs;
  await green({ ...weekly, inputs: { command: "build", plan, job: "base.release", records: planned.temp } });
  await green({ ...weekly, inputs: { command: "publish", plan, records: planned.temp } });
  expect(await base()).toBe(good);
  expect(await builtOn()).toBe(good);

  const quiet = await push();
  expect(quiet.log).toMatch(/squid:release +leave +up to date/);
  project.repository.commit({
    "squid/Dockerfile": `FROM ${project.registry}/base:release\nRUN cat /base > /squid && echo 2 >> /squid\n`,
  });
  expect((await push()).log).toMatch(
    /squid:release +build +changed since \S+; there is no candidate of it, on base:release as it is held/,
  );
  expect(await builtOn()).toBe(good);

  for (const issue of github.issues.values()) issue.state = "closed";
  expect((await push()).log).toMatch(/squid:release +build +changed since/);
  expect(await builtOn()).toBe(await base());
});
