/**
 * examples/branches: a stream for each maintenance branch, by the one configuration of main.
 * @needs engine
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { exampleProject, inside, land, nothing, pushBranch, Shown } from "../support/example-project.ts";
import { removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { propose } from "../support/pull-request.ts";
import { tagsOf } from "../support/registry-check.ts";
import { copyTags } from "../support/registry-copy.ts";
import { cleanUpSteps } from "../support/runner.ts";
import { succeed } from "../support/version.ts";

let github: GitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(async () => {
  cleanUpSteps();
  removeFolders();
  await github.close();
});

const project = exampleProject("branches");
const { repository } = project;
const image = `${project.registry}/toolbox`;
const says = (tag: string): string => inside(`${image}:${tag}`, "toolbox", "--version");
const toolbox = (format: number): string =>
  `${repository.git("show", "main:toolbox")}\n`.replace(/format \d/, `format ${format}`);

test("the streams are idle until their branches exist, and each plan says so", async () => {
  const { log } = await succeed(project.weekly());
  for (const line of ["3.22", "3.23"])
    expect(log).toMatch(new RegExp(`toolbox:${line} +– +– +there is no branch ${line}-stable`));
  expect((await Shown.of(image)).since(nothing)).toEqual(["edge", "edge-TIME"]);
});

test("each branch has its own files and the configuration of main", async () => {
  land(project, "3.22-stable", { toolbox: toolbox(1), ".github/tagstream.yml": "not: even\na: [configuration\n" });
  repository.git("checkout", "--quiet", "main");
  land(project, "3.23-stable", {});
  repository.git("checkout", "--quiet", "main");
  land(project, "main", { toolbox: toolbox(3) });
  const before = await Shown.of(image);
  await succeed(project.weekly());
  const after = await Shown.of(image);
  expect(after.since(before)).toEqual(["3.22", "3.22-TIME", "3.23", "3.23-TIME", "edge", "edge-TIME", "latest"]);
  expect(after.images("3.23", "latest")).toBe(1);
  expect(["edge", "3.23", "3.22"].map(says)).toEqual([
    "toolbox of edge, format 3",
    "toolbox of 3.23, format 2",
    "toolbox of 3.22, format 1",
  ]);
});

test("a push to 3.22-stable publishes that stream alone", async () => {
  const before = await Shown.of(image);
  land(project, "3.22-stable", { toolbox: toolbox(4) });
  await succeed(pushBranch(project, "3.22-stable"));
  expect((await Shown.of(image)).since(before)).toEqual(["3.22", "3.22-TIME"]);
  expect(says("3.22")).toBe("toolbox of 3.22, format 4");
});

test("a pull request into 3.22-stable gets a candidate of 3.22, and its merge publishes that candidate", async () => {
  const before = await Shown.of(image);
  // The merge looks up the base, so that must be one that this machine can reach.
  const [host = "", ...path] = image.split("/");
  await copyTags(host, path.join("/"), `${path.join("/")}/outside`, ["edge"]);
  const files = {
    toolbox: toolbox(5),
    Dockerfile: repository.git("show", "main:Dockerfile").replace("busybox:1.36", `${image}/outside:edge`),
  };
  const pull = propose(repository, files, 12, "3.22-stable");
  github.pulls.set(12, { state: "open", merged: false, head: pull.head, comments: [] });
  const env = { ...pull.step.env, ...github.env };
  await succeed(project.step({ ...pull.step, env, inputs: { token: "t" } }));
  expect((await Shown.of(image)).since(before)).toEqual([]);
  const candidate = (await tagsOf(image))["rc.3.22.pr-12"];
  expect(says("rc.3.22.pr-12")).toBe("toolbox of 3.22, format 5");

  repository.git("checkout", "--quiet", "-B", "3.22-stable", pull.merge);
  repository.git("push", "--quiet", "origin", "3.22-stable");
  const { log } = await succeed(pushBranch(project, "3.22-stable"));
  expect(log).toMatch(/toolbox:3\.22 .*promote +tested in #12/);
  const after = await Shown.of(image);
  expect(after.since(before)).toEqual(["3.22", "3.22-TIME"]);
  expect(after.tags["3.22"]).toBe(candidate);
});
