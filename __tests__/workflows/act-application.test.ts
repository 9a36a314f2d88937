/**
 * A year of examples/application in the templates: pull request, merge, release and weekly rebuild, each run by act in a private repository.
 * @needs engine
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ActResult } from "../support/act.ts";
import { type ActRepository, startActExample, template } from "../support/act-repository.ts";
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

/** What every run must be like: green, with these builds, and nothing left behind. */
function expectGreen({ status, jobs, leftovers, output }: ActResult, builds: string[]): void {
  const done = ["plan", ...builds.map((job) => `build ${job}`), "publish", "images"];
  expect({ status, jobs, leftovers, output }).toEqual({
    status: 0,
    jobs: Object.fromEntries(done.map((job) => [job, "success"])),
    leftovers: [],
    output: expect.any(String),
  });
  const trees = path.join(made.project.repository.folder, ".git", "worktrees");
  expect(existsSync(trees) ? readdirSync(trees) : []).toEqual([]);
}

beforeAll(async () => {
  made = await startActExample("application");
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
    const { repository } = made.project;
    repository.git("tag", "v1.4.2");
    repository.git("push", "--quiet", "origin", "v1.4.2");
    const payload = { ref: "refs/tags/v1.4.2", after: repository.head(), repository: { id: 4711, default_branch: "main" } };
    expectGreen(await made.run(template("promote.yml"), "push", payload), ["clock.release"]);
    const { release, ...tags } = await clock();
    const [timestamp = ""] = Object.keys(tags).filter((tag) => /^release-\d{8}-\d{4}/.test(tag));
    const alias = `${timestamp}.1.4`; // the record of an alias
    expect(tags).toEqual({ ...before, ...oneImage(["1.4", "1.4.2", "latest", timestamp, alias], release) });
    expect(await revision("1.4.2")).toBe(repository.head());
    released = repository.head();
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
});
