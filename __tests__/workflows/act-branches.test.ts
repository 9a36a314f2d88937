/**
 * examples/branches: its own workflow, and a pull request into a maintenance branch in the templates, run by act in a private repository.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ActRepository, exampleWorkflow, startActExample, template } from "../support/act-repository.ts";
import { removeFolders } from "../support/git.ts";
import { type PullRequest, propose } from "../support/pull-request.ts";
import { labelsOf, tagsOf } from "../support/registry-check.ts";

let made: ActRepository;
let proposed: PullRequest;
const tips = new Map<string, string>();

const toolbox = (): Promise<Record<string, string>> => tagsOf(`${made.project.registry}/toolbox`);
const streams = ["3.22", "3.23", "edge"];

/** The commit that each stream's image was built from. */
async function revisions(): Promise<Record<string, string | undefined>> {
  const labels = await Promise.all(streams.map((stream) => labelsOf(`${made.project.registry}/toolbox`, stream)));
  return Object.fromEntries(streams.map((stream, n) => [stream, labels[n]?.["org.opencontainers.image.revision"]]));
}

beforeAll(async () => {
  made = await startActExample("branches");
  const { repository } = made.project;
  for (const branch of ["3.22-stable", "3.23-stable"]) {
    repository.git("checkout", "--quiet", "-b", branch, "main");
    tips.set(branch.slice(0, 4), repository.commit({ "notes.txt": `${branch}\n` }));
    made.push(branch, repository.head());
  }
  repository.git("checkout", "--quiet", "main");
  tips.set("edge", repository.commit({ "notes.txt": "went on\n" }));
  made.push("main", repository.head());
});

afterAll(async () => {
  removeFolders();
  await made.close();
});

describe("examples/branches, run by act", () => {
  test("every week, in one job with a checkout of two commits: each stream from its own branch", async () => {
    const { status, jobs, leftovers, output } = await made.run(exampleWorkflow("branches"), "schedule", {
      schedule: "17 6 * * 1",
    });
    expect({ status, jobs, leftovers, output }).toEqual({
      status: 0,
      jobs: { images: "success" },
      leftovers: [],
      output: expect.stringContaining("All 3 images published"),
    });
    expect(await revisions()).toEqual(Object.fromEntries(tips));
  });

  test("a fork's pull request into a maintenance branch: built and tested, and nothing leaves the runners", async () => {
    const before = await toolbox();
    proposed = propose(made.project.repository, { toolbox: "#!/bin/sh\necho toolbox, mended\n" }, 7, "3.22-stable");
    made.github.pulls.set(7, { state: "open", merged: false, head: proposed.head, comments: [] });
    const payload = { ...Object(proposed.fork({ id: 1 }).payload), action: "opened" };
    const { status, jobs, leftovers, output } = await made.run(template("candidate.yml"), "pull_request", payload);
    expect({ status, jobs, leftovers, output }).toEqual({
      status: 0,
      jobs: { plan: "success", "build toolbox.3.22": "success", publish: "success", images: "success" },
      leftovers: [],
      output: expect.stringContaining("1 image built and tested"),
    });
    expect(await toolbox()).toEqual(before);
  });

  test("a pull request into a maintenance branch: a candidate of its stream alone, in jobs of their own", async () => {
    const before = await toolbox();
    const payload = { ...Object(proposed.step.payload), action: "opened" };
    const { status, jobs, leftovers, output } = await made.run(template("candidate.yml"), "pull_request", payload);
    expect({ status, jobs, leftovers, output }).toEqual({
      status: 0,
      jobs: { plan: "success", "build toolbox.3.22": "success", publish: "success", images: "success" },
      leftovers: [],
      output: expect.any(String),
    });
    const { "rc.3.22.pr-7": candidate, ...others } = await toolbox();
    const [hashed = ""] = Object.keys(others).filter((tag) => /^rc\.3\.22\.[0-9a-f]{12}$/.test(tag));
    expect(others).toEqual({ ...before, [hashed]: candidate });
  });

  test("the push of its merge: that stream shows the candidate, and no other moves", async () => {
    const before = await toolbox();
    const workflow = template("promote.yml", ["branches: [main]", 'branches: [main, "*-stable"]']);
    const { status, jobs, leftovers, output } = await made.run(workflow, "push", made.push("3.22-stable", proposed.merge));
    expect({ status, jobs, leftovers, output }).toEqual({
      status: 0,
      jobs: { plan: "success", publish: "success", images: "success" },
      leftovers: [],
      output: expect.stringContaining("byte for byte"),
    });
    const after = await toolbox();
    expect(after["3.22"]).toBe(before["rc.3.22.pr-7"]);
    expect([after["3.23"], after["edge"]]).toEqual([before["3.23"], before["edge"]]);
  });

  test("its end: its tag goes, and no other", async () => {
    const { "rc.3.22.pr-7": candidate, ...others } = await toolbox();
    expect(candidate).toBeDefined();
    made.github.pulls.set(7, { state: "closed", merged: true, head: proposed.head, comments: [] });
    const payload = { ...Object(proposed.step.payload), action: "closed" };
    const { status, jobs, leftovers } = await made.run(template("candidate.yml"), "pull_request", payload);
    expect({ status, jobs, leftovers }).toEqual({ status: 0, jobs: { retire: "success", images: "success" }, leftovers: [] });
    expect(await toolbox()).toEqual(others);
  });
});
