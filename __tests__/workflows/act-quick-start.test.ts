/**
 * The quick start's workflow as it stands, run by act for each event that it names.
 * @needs engine
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ActResult, type ActRun, runWithAct } from "../support/act.ts";
import { removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject, type Project } from "../support/project.ts";
import { type PullRequest, propose } from "../support/pull-request.ts";
import { tagsOf } from "../support/registry-check.ts";
import { root } from "../support/workflow-files.ts";

const [, text = ""] =
  /^```yaml\n(name: images\n[\s\S]*?)^```$/m.exec(readFileSync(path.join(root, "docs/guide/quick-start.md"), "utf8")) ?? [];
const workflow = { path: "quick-start.md", text: text.replaceAll("OWNER/", "octo/") };

let github: GitHub;
let project: Project;
let proposed: PullRequest;
let runs = 0;

async function run(event: ActRun["event"], payload: object): Promise<ActResult> {
  const { repository } = project;
  repository.git("push", "--quiet", "--force", "origin", "HEAD:refs/pull/7/merge");
  const origin = repository.git("remote", "get-url", "origin");
  return runWithAct({ repository: repository.folder, origin, workflow, apiUrl: github.url, event, payload, runId: `${++runs}` });
}

const squid = (): Promise<Record<string, string>> => tagsOf(`${project.registry}/squid`);
const payloadOf = (step: { payload?: unknown }, action: string): object => ({ ...Object(step.payload), action });
const green = { status: 0, jobs: { images: "success" }, output: expect.any(String) };
const outcome = ({ status, jobs, output }: ActResult) => ({ status, jobs, output });

beforeAll(async () => {
  github = await startGitHub();
  project = makeProject({
    ".github/tagstream.yml":
      "registries: [REGISTRY]\ndefaults: { packages: false }\nimages: { squid: { context: ., tests: [{ run: [test, -e, /squid] }] } }\n",
    ".dockerignore": "*\n",
    Dockerfile: "FROM scratch AS none\nFROM busybox:1.36\nRUN echo one > /squid\n",
  });
  project.repository.git("remote", "add", "github", "https://github.com/osg/images.git");
  github.branches.set("main", project.repository.head());
});
afterAll(async () => {
  removeFolders();
  await github.close();
});

describe("the quick start", () => {
  test("every week: all images are built, tested and published", async () => {
    expect(outcome(await run("schedule", { schedule: "17 6 * * 1" }))).toEqual(green);
    expect(Object.keys(await squid())).toEqual(["release", expect.stringMatching(/^release-\d{8}-\d{4}$/)]);
  });

  test("a fork's pull request: built and tested, and nothing leaves the runner, though its workflow logs in", async () => {
    proposed = propose(project.repository, { Dockerfile: "FROM busybox:1.36\nRUN echo two > /squid\n" });
    github.pulls.set(7, { state: "open", merged: false, head: proposed.head, comments: [] });
    const before = await squid();
    const result = await run("pull_request", payloadOf(proposed.fork({ id: 1 }), "opened"));
    expect(outcome(result)).toEqual({ ...green, output: expect.stringContaining("1 image built and tested") });
    expect(await squid()).toEqual(before);
    expect(github.pulls.get(7)?.comments).toEqual([]);
  });

  test("a pull request: its candidate, and the comment", async () => {
    expect(outcome(await run("pull_request", payloadOf(proposed.step, "opened")))).toEqual(green);
    expect(await squid()).toHaveProperty(["rc.release.pr-7"]);
    expect(github.pulls.get(7)?.comments.map(({ body }) => body)).toEqual([expect.stringContaining(":rc.release.pr-7")]);
  });

  test("its end: the tag goes", async () => {
    const before = await squid();
    expect(outcome(await run("pull_request", payloadOf(proposed.step, "closed")))).toEqual(green);
    const { "rc.release.pr-7": _, ...rest } = before;
    expect(await squid()).toEqual(rest);
  });

  test("the push of its merge: published", async () => {
    project.repository.git("push", "--quiet", "--force", "origin", `${proposed.merge}:main`);
    github.branches.set("main", proposed.merge);
    const before = await squid();
    const push = { ref: "refs/heads/main", before: proposed.base, after: proposed.merge, repository: { default_branch: "main" } };
    expect(outcome(await run("push", push))).toEqual(green);
    expect((await squid())["release"]).not.toBe(before["release"]);
  });
});
