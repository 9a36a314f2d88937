/** @needs engine */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { movingTag } from "../support/fixtures.ts";
import { removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { InProcessGround } from "../support/ground.ts";
import { makeProject, type Project } from "../support/project.ts";
import { labelsOf, tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps, type Step, type StepResult } from "../support/runner.ts";

let github: GitHub;
let ground: InProcessGround;

beforeAll(async () => {
  github = await startGitHub();
  ground = await InProcessGround.start();
});
afterAll(async () => {
  cleanUpSteps();
  removeFolders();
  await Promise.all([github.close(), ground.close()]);
});

/** A base and what is built on it, published twice: the second base is bad. */
async function badBase(project: Project) {
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
  const file = "base/Dockerfile";
  project.repository.commit({
    [file]: `${readFileSync(path.join(project.repository.folder, file), "utf8")}RUN echo bad > /base\n`,
  });
  await push();
  const bad = await base();
  expect([await builtOn(), good === bad]).toEqual([bad, false]);
  const dispatch = { event: "workflow_dispatch", payload: { repository: { default_branch: "main" } } };
  const rollback = (only: string) => green({ ...dispatch, inputs: { command: "rollback", only, reason: "it is bad" } });
  return { project, green, push, base, builtOn, good, bad, rollback };
}

const lift = (): void => {
  for (const issue of github.issues.values()) issue.state = "closed";
};

test("a base that was rolled back: what is built on it is built on what it shows, not on what was rolled back, until the hold is lifted, on the real engine", async () => {
  const { project, green, push, base, builtOn, good, rollback } = await badBase(makeProject(movingTag));
  await rollback("base:release");
  // As three jobs: what the held image is made of goes from one to the next in the plan.
  const weekly = { event: "schedule", payload: { schedule: "17 6 * * 1" }, env: { GITHUB_RUN_ID: "77" } };
  const planned = await green({ ...weekly, inputs: { command: "plan" } });
  expect(planned.log).toMatch(/squid:release +build +scheduled rebuild, on the held base:release/);
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
  expect((await push()).log).toMatch(/squid:release +build +changed since \S+; it has no candidate, on the held base:release/);
  expect(await builtOn()).toBe(good);

  lift();
  expect((await push()).log).toMatch(/squid:release +build +changed since/);
  expect(await builtOn()).toBe(await base());
});

test("a base that was put back, and is held no more: what was built on it is published again, once, and not at every push", async () => {
  const { project, push, base, builtOn, good, rollback } = await badBase(ground.makeProject(movingTag));
  await rollback("base:release");
  expect((await push()).log).toMatch(/squid:release +promote +same inputs as \S+; publishing that image again/);
  expect(await builtOn()).toBe(good);
  lift();
  for (const text of ["one", "two"]) {
    project.repository.commit({ "README.md": text });
    const { log } = await push();
    expect(log).toMatch(/base:release +leave +up to date/);
    expect(log).toMatch(/squid:release +leave +up to date/);
  }
  project.repository.commit({
    "squid/Dockerfile": `FROM ${project.registry}/base:release\nRUN cat /base > /squid && echo 3 >> /squid\n`,
  });
  expect((await push()).log).toMatch(/squid:release +build +changed since .*, on the published base:release/);
  expect([await builtOn(), await base()]).toEqual([good, good]);
  expect((await push()).log).toMatch(/squid:release +leave +up to date/);
});

test("a base that was rolled back together with what is built on it: a push that touches neither builds nothing", async () => {
  const { project, push, base, builtOn, good, rollback } = await badBase(ground.makeProject(movingTag));
  await rollback("*:release");
  for (const held of [true, false]) {
    if (!held) lift();
    project.repository.commit({ "README.md": `held: ${held}` });
    const { log } = await push();
    expect(log).toMatch(/base:release +leave +up to date/);
    // On the base that is held, the commit gives what was rolled back to: that is published once, so that what comes next is compared with it.
    expect(log).toMatch(
      held ? /squid:release +promote +same inputs as \S+; publishing that image again/ : /squid:release +leave +up to date/,
    );
    expect([await builtOn(), await base()]).toEqual([good, good]);
  }
});
