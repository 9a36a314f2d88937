/**
 * One pull request from its first push to its end and its merge, in the templates, each event run by act.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ActResult, type ActRun, runWithAct } from "../support/act.ts";
import { movingTag } from "../support/fixtures.ts";
import { removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject, type Project } from "../support/project.ts";
import { type PullRequest, propose } from "../support/pull-request.ts";
import { tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";
import { templates } from "../support/workflow-files.ts";

let github: GitHub;
let project: Project;
let proposed: PullRequest;

/** Runs a template for the commit that is checked out, which can be fetched as on GitHub. */
async function run(name: string, event: ActRun["event"], payload: object): Promise<ActResult> {
  const { repository } = project;
  const workflow = templates.find(({ path }) => path === `workflows/${name}`);
  if (!workflow) throw new Error(`There is no workflows/${name}`);
  repository.git("push", "--quiet", "--force", "origin", "HEAD:refs/pull/7/merge");
  const origin = repository.git("remote", "get-url", "origin");
  return runWithAct({ repository: repository.folder, origin, workflow, apiUrl: github.url, event, payload });
}

const squid = (): Promise<Record<string, string>> => tagsOf(`${project.registry}/squid`);
const payloadOf = (step: { payload?: unknown }, action: string): object => ({ ...Object(step.payload), action });
const own = "rc.release.pr-7";
const comment = (): string | undefined =>
  github.pulls
    .get(7)
    ?.comments.map(({ body }) => body)
    .join("\n");

beforeAll(async () => {
  github = await startGitHub();
  project = makeProject(movingTag);
  const first = await project.push();
  if (first.status !== 0) throw new Error(first.log);
  project.repository.git("remote", "add", "github", "https://github.com/osg/images.git");
  proposed = propose(project.repository, {
    "squid/Dockerfile": `FROM ${project.registry}/base:release\nRUN cat /base > /squid && echo proposed >> /squid\n`,
  });
  github.pulls.set(7, { state: "open", merged: false, head: proposed.head, comments: [] });
});

afterAll(async () => {
  cleanUpSteps();
  removeFolders();
  await github.close();
});

describe("candidate.yml and promote.yml, run by act", () => {
  test("of a fork: built and tested, and nothing leaves the runner", async () => {
    const before = await squid();
    const { status, jobs, output } = await run("candidate.yml", "pull_request", payloadOf(proposed.fork({ id: 1 }), "opened"));
    expect({ status, jobs, output }).toEqual({
      status: 0,
      jobs: { plan: "success", "build squid.release": "success", publish: "success", images: "success" },
      output: expect.stringContaining("1 image built and tested"),
    });
    expect(await squid()).toEqual(before);
    expect(comment()).toBe("");
  });

  test("a push: the changed image is built, tested, tagged and told of", async () => {
    const before = await squid();
    const { status, jobs, artifacts, output } = await run("candidate.yml", "pull_request", payloadOf(proposed.step, "opened"));
    expect({ status, jobs, output }).toEqual({
      status: 0,
      jobs: { plan: "success", "build squid.release": "success", publish: "success", images: "success" },
      output: expect.any(String),
    });
    expect(artifacts).toEqual(["plan", "record-squid.release"]);
    const { [own]: digest, ...others } = await squid();
    expect(others).toEqual({
      ...before,
      [Object.keys(others).find((tag) => /^rc\.release\.[0-9a-f]{12}$/.test(tag)) ?? ""]: digest,
    });
    expect(comment()).toContain(`docker pull ${project.registry}/squid:${own}`);
  });

  test("a merge queue's group: what was tested is not built again", async () => {
    const before = await squid();
    const { status, jobs } = await run("candidate.yml", "merge_group", {
      action: "checks_requested",
      merge_group: {
        head_sha: proposed.merge,
        base_sha: proposed.base,
        base_ref: "refs/heads/main",
        head_ref: "refs/heads/gh-readonly-queue/main/pr-7",
      },
      repository: { id: 4711, default_branch: "main" },
    });
    expect({ status, jobs }).toEqual({ status: 0, jobs: { plan: "success", publish: "success", images: "success" } });
    expect(await squid()).toEqual(before);
  });

  test("the merge: published is the candidate, without a build", async () => {
    const { [own]: digest } = await squid();
    project.repository.git("push", "--quiet", "--force", "origin", `${proposed.merge}:main`);
    github.branches.set("main", proposed.merge);
    const { status, jobs, output } = await run("promote.yml", "push", {
      ref: "refs/heads/main",
      before: proposed.base,
      after: proposed.merge,
      repository: { id: 4711, default_branch: "main" },
    });
    expect({ status, jobs, output }).toEqual({
      status: 0,
      jobs: { plan: "success", publish: "success", images: "success" },
      output: expect.stringContaining("byte for byte"),
    });
    expect(await squid()).toMatchObject({ release: digest, latest: digest });
  });

  test("the end: its tag goes, and no other", async () => {
    const { [own]: digest, ...others } = await squid();
    expect(digest).toBeDefined();
    github.pulls.set(7, { state: "closed", merged: true, head: proposed.head, comments: [] });
    const { status, jobs } = await run("candidate.yml", "pull_request", payloadOf(proposed.step, "closed"));
    expect({ status, jobs }).toEqual({ status: 0, jobs: { retire: "success", images: "success" } });
    expect(await squid()).toEqual(others);
  });
});
