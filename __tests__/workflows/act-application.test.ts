/**
 * A year of examples/application in the templates: pull request, merge, release and weekly rebuild, each run by act in a private repository.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ActResult } from "../support/act.ts";
import { type ActRepository, exampleWorkflow, startActExample, template } from "../support/act-repository.ts";
import { removeFolders } from "../support/git.ts";
import { type PullRequest, propose } from "../support/pull-request.ts";
import { labelsOf, tagsOf } from "../support/registry-check.ts";

let made: ActRepository;
let proposed: PullRequest;
let released = "";

const page = "www/index.html";
const clock = (): Promise<Record<string, string>> => tagsOf(`${made.project.registry}/clock`);
const revision = async (tag: string): Promise<string | undefined> =>
  (await labelsOf(`${made.project.registry}/clock`, tag))["org.opencontainers.image.revision"];
const oneImage = (tags: readonly string[], digest = ""): object => Object.fromEntries(tags.map((tag) => [tag, digest]));

/** Pushes a git tag of what is checked out; the payload of its event. */
function pushTag(name: string): object {
  const { repository } = made.project;
  repository.git("tag", name);
  repository.git("push", "--quiet", "origin", name);
  return { ref: `refs/tags/${name}`, after: repository.head(), repository: { id: 4711, default_branch: "main" } };
}

/** What every run must be like: green, with these builds, and nothing left behind. */
function expectGreen({ status, jobs, leftovers, output }: ActResult, builds: string[]): void {
  const done = ["plan", ...builds.map((job) => `build ${job}`), "publish", "images"];
  expect({ status, jobs, leftovers, output }).toEqual({
    status: 0,
    jobs: Object.fromEntries(done.map((job) => [job, "success"])),
    leftovers: [],
    output: expect.any(String),
  });
}

beforeAll(async () => {
  // The templates leave no credentials where tests run; the one-job workflow has what actions/checkout keeps.
  const probe =
    '[ "$GITHUB_JOB" = images ] || ! { git config --get-regexp "http.*extraheader" || env | grep a-token-for-act; }\n';
  made = await startActExample("application", { "tests/version.sh": (script) => `${script}${probe}` });
});

afterAll(async () => {
  removeFolders();
  await made.close();
});

describe("examples/application in the templates, run by act", () => {
  test("a pull request: a candidate of `edge`, although nothing is released yet", async () => {
    proposed = propose(made.project.repository, { [page]: "<h1>A clock</h1>\n" });
    made.github.pulls.set(7, { state: "open", merged: false, head: proposed.head, comments: [] });
    const result = await made.run(template("candidate.yml"), "pull_request", {
      ...Object(proposed.step.payload),
      action: "opened",
    });
    expectGreen(result, ["clock.edge"]);
    expect(Object.keys(await clock())).toEqual([expect.stringMatching(/^rc\.edge\.[0-9a-f]{12}$/), "rc.edge.pr-7"]);
  });

  test("the push of its merge: `edge` is that candidate, without a build", async () => {
    const { "rc.edge.pr-7": candidate } = await clock();
    expectGreen(await made.run(template("promote.yml"), "push", made.push("main", proposed.merge)), []);
    const { edge, ...others } = await clock();
    expect(edge).toBe(candidate);
    expect(others[`sha-${proposed.merge.slice(0, 12)}`]).toBe(candidate);
    expect(Object.keys(others).filter((tag) => tag.startsWith("release"))).toEqual([]);
  });

  test("a git tag: its stream, aliases and version show one image, and no other tag moves", async () => {
    const before = await clock();
    released = made.project.repository.head();
    expectGreen(await made.run(template("promote.yml"), "push", pushTag("v1.4.2")), ["clock.release"]);
    const { release, ...tags } = await clock();
    const [timestamp = ""] = Object.keys(tags).filter((tag) => /^release-\d{8}-\d{4}/.test(tag));
    const alias = `${timestamp}.1.4`; // the record of an alias
    expect(tags).toEqual({ ...before, ...oneImage(["1.4", "1.4.2", "latest", timestamp, alias], release) });
    expect(await revision("1.4.2")).toBe(released);
  });

  test("every week: the newest release again and main, each from its own commit; the version stays", async () => {
    const before = await clock();
    const main = made.project.repository.commit({ [page]: "<h1>Not released yet</h1>\n" });
    made.push("main", main);
    expectGreen(await made.run(template("rebuild.yml"), "schedule", { schedule: "17 6 * * 1" }), ["clock.edge", "clock.release"]);
    const after = await clock();
    expect(after["1.4.2"]).toBe(before["1.4.2"]);
    expect(after["release"]).not.toBe(before["release"]);
    expect([after["1.4"], after["latest"]]).toEqual([after["release"], after["release"]]);
    expect([await revision("release"), await revision("edge")]).toEqual([released, main]);
  });

  test("only what changed, started by hand when nothing did: no build, and no tag moves", async () => {
    const before = await clock();
    const inputs = { only: "", "changed-only": "true", "dry-run": "false" };
    const payload = { inputs, ref: "refs/heads/main", repository: { default_branch: "main" } };
    expectGreen(await made.run(template("rebuild.yml"), "workflow_dispatch", payload), []);
    expect(await clock()).toEqual(before);
  });

  test("a patch in the example's own workflow, one job with a checkout of two commits: the same tags, and a version of its own", async () => {
    const before = await clock();
    const { status, jobs, leftovers } = await made.run(exampleWorkflow("application"), "push", pushTag("v1.4.3"));
    expect({ status, jobs, leftovers }).toEqual({ status: 0, jobs: { images: "success" }, leftovers: [] });
    const { release, ...after } = await clock();
    expect(after).toMatchObject(oneImage(["1.4", "1.4.3", "latest"], release));
    expect(release).not.toBe(before["release"]);
    expect([after["1.4.2"], after["edge"]]).toEqual([before["1.4.2"], before["edge"]]);
  });
});
