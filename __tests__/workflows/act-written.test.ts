/**
 * The one workflow that `tagstream init` writes, in its two forms, run by act for each event in the life of an image.
 * @needs engine
 */
import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ActResult } from "../support/act.ts";
import { type ActRepository, startActRepository } from "../support/act-repository.ts";
import { removeFolders } from "../support/git.ts";
import { type PullRequest, propose } from "../support/pull-request.ts";
import { tagsOf } from "../support/registry-check.ts";
import type { WorkflowFile } from "../support/workflow-files.ts";
import { workflowOf } from "../support/written-workflows.ts";

const configuration = `registries: [REGISTRY]
defaults: { packages: false }
streams: { edge: {}, release: { from: { tag: "v{version}" } } }
versions: { stream: release }
images:
  base: { context: base }
  app: { context: app, base: base, tests: [{ run: [test, -e, /app] }] }
`;

/** The jobs of each form, for runs that build both images, build the changed one, and build none. */
const forms = [
  { form: "one job", text: configuration, before: [], builds: [], candidate: [] },
  {
    form: "two levels",
    text: `${configuration}jobs: { max-units: 1 }\n`,
    before: ["plan"],
    builds: ["build", "build-2"],
    candidate: ["build"],
  },
];

describe.each(forms)("a written workflow of $form, run by act", ({ text, before, builds, candidate }) => {
  let made: ActRepository;
  let workflow: WorkflowFile;
  let proposed: PullRequest;

  const app = (): Promise<Record<string, string>> => tagsOf(`${made.project.registry}/app`);
  /** The names of the jobs that ran, without their entry of the matrix; all of them green. */
  const jobsOf = ({ status, jobs }: ActResult): string[] => {
    expect({ status, results: [...new Set(Object.values(jobs))] }).toEqual({ status: 0, results: ["success"] });
    return [...new Set(Object.keys(jobs).map((name) => name.replace(/ .*/, "")))].sort();
  };
  const sorted = (...names: string[]): string[] => [...before, ...names, "images"].sort();
  const send = (inputs: Record<string, string>): Promise<ActResult> =>
    made.run(workflow, "workflow_dispatch", {
      inputs: { only: "", to: "", reason: "", expires: "7d", "dry-run": "true", ...inputs },
      ref: "refs/heads/main",
      repository: { default_branch: "main" },
      sender: { login: "octo" },
    });

  beforeAll(async () => {
    made = await startActRepository({
      ".github/tagstream.yml": text,
      "base/Dockerfile": "FROM REGISTRY/busybox:1.36\nRUN echo base > /base\n",
      "app/Dockerfile": "FROM base\nRUN echo one > /app\n",
    });
    const tag = `${made.project.registry}/busybox:1.36`;
    execFileSync("docker", ["buildx", "build", "--quiet", "--push", "--tag", tag, "-"], { input: "FROM busybox:1.36\n" });
    workflow = workflowOf(text.replaceAll("REGISTRY", made.project.registry));
  });
  afterAll(async () => {
    removeFolders();
    await made.close();
  });

  test("schedule: built, tested and published", async () => {
    expect(jobsOf(await made.run(workflow, "schedule", { schedule: "17 6 * * 1" }))).toEqual(sorted(...builds, "publish"));
    expect(Object.keys(await app())).toEqual(["edge", expect.stringMatching(/^edge-\d{8}-\d{4}$/)]);
  });

  test("pull request: a candidate, and no other tag moves", async () => {
    const published = await app();
    proposed = propose(made.project.repository, { "app/Dockerfile": "FROM base\nRUN echo two > /app\n" });
    made.github.pulls.set(7, { state: "open", merged: false, head: proposed.head, comments: [] });
    const payload = { ...Object(proposed.step.payload), action: "opened" };
    expect(jobsOf(await made.run(workflow, "pull_request", payload))).toEqual(sorted(...candidate, "candidate"));
    expect(await app()).toMatchObject({ ...published, "rc.edge.pr-7": expect.stringMatching(/^sha256:/) });
  });

  test("the push of its merge: that candidate, byte for byte", async () => {
    const { "rc.edge.pr-7": tested } = await app();
    expect(jobsOf(await made.run(workflow, "push", made.push("main", proposed.merge)))).toEqual(sorted("publish"));
    expect((await app())["edge"]).toBe(tested);
  });

  test("the end of the pull request: its tag goes", async () => {
    const payload = { ...Object(proposed.step.payload), action: "closed" };
    const retires = before.length === 0 ? "candidate" : "retire";
    expect(jobsOf(await made.run(workflow, "pull_request", payload))).toEqual([retires, "images"].sort());
    expect(Object.keys(await app())).not.toContain("rc.edge.pr-7");
  });

  test("a git tag: its release and its version", async () => {
    const { repository } = made.project;
    repository.git("tag", "v1.4.2");
    repository.git("push", "--quiet", "origin", "v1.4.2");
    const payload = { ref: "refs/tags/v1.4.2", after: repository.head(), repository: { id: 4711, default_branch: "main" } };
    const jobs = jobsOf(await made.run(workflow, "push", payload));
    expect(jobs).toContain("publish");
    const { release, ...tags } = await app();
    expect(tags).toMatchObject({ "1.4.2": release, "1.4": release, "1": release });
  });

  test("the form as it is: a dry run of a rebuild, which changes nothing", async () => {
    const published = await app();
    const dry = before.length === 0 ? ["publish"] : [];
    expect(jobsOf(await send({ command: "rebuild" }))).toEqual(sorted(...dry));
    expect(await app()).toEqual(published);
  });

  test("rollback by the form: first a dry run, then the image before, and a hold", async () => {
    const published = await app();
    const filledIn = { command: "rollback", only: "app:edge", reason: "crashes at start" };
    expect(jobsOf(await send(filledIn))).toEqual(["images", "look"]);
    expect(await app()).toEqual(published);
    expect(jobsOf(await send({ ...filledIn, "dry-run": "false" }))).toEqual(["change", "images"]);
    const [first = ""] = Object.keys(published)
      .filter((tag) => /^edge-/.test(tag))
      .sort();
    expect((await app())["edge"]).toBe(published[first]);
    expect((await app())["edge"]).not.toBe(published["edge"]);
  });
});
