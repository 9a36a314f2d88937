/**
 * Pull requests as they go: pushes after pushes, several at a time, and what of an image may change.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { engine } from "../support/engine.ts";
import { movingTag } from "../support/fixtures.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { keepState, type Restore } from "../support/kept-state.ts";
import { makeProject, type Project } from "../support/project.ts";
import { type PullRequest, propose } from "../support/pull-request.ts";
import { tagsOf } from "../support/registry-check.ts";
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

let next = 200;

let shared: { project: Project; restore: Restore } | undefined;

/** A project that is published: built for the first test that asks, and put back for others. */
async function published(): Promise<Project> {
  if (shared) await shared.restore();
  else {
    const project = makeProject(movingTag, engine("TAGSTREAM_TEST_REGISTRY"));
    await succeed(project.push());
    const { repository, registry } = project;
    const images = ["base", "squid", "xcache"].map((image) => `${registry}/${image}`);
    shared = { project, restore: await keepState({ repository, github, images }) };
  }
  return shared.project;
}

/** The same, with a pull request of its own. */
async function start() {
  const project = await published();
  const number = ++next;
  const open = (pr: PullRequest, at = number) => {
    const comments = github.pulls.get(at)?.comments ?? [];
    github.pulls.set(at, { state: "open", merged: false, head: pr.head, comments });
  };
  const run = (pr: PullRequest, step = pr.step) =>
    project.step({ ...step, env: { ...step.env, ...github.env }, inputs: { token: "t" } });
  const change = async (files: Files, at = number) => {
    const pr = propose(project.repository, files, at);
    open(pr, at);
    return { pr, ...(await run(pr)) };
  };
  const comments = () => (github.pulls.get(number)?.comments ?? []).map(({ body }) => body);
  return { project, number, open, run, change, comments, own: `rc.release.pr-${number}` };
}

const tags = ({ registry }: Project, image: string) => tagsOf(`${registry}/${image}`);
const squid = ({ registry }: Project, line: string): Files => ({
  "squid/Dockerfile": `FROM ${registry}/base:release\nRUN ${line}\n`,
});
const good = (word: string): string => `cat /base > /squid && echo ${word} >> /squid`;

describe("one pull request", () => {
  test("red, then green: the tag comes with the green push, and the one comment tells of it", async () => {
    const { project, change, comments, own } = await start();
    const red = await change(squid(project, "echo nothing"));
    expect({ status: red.status, log: red.log }).toMatchObject({ status: 1, log: expect.stringContaining("test-failed") });
    expect(await tags(project, "squid")).not.toHaveProperty([own]);
    expect(comments()).toEqual([expect.stringContaining("nothing to pull")]);
    const green = await change(squid(project, good("green")));
    expect({ status: green.status, log: green.log }).toMatchObject({ status: 0 });
    expect(await tags(project, "squid")).toHaveProperty([own]);
    expect(comments()).toEqual([expect.stringContaining(`:${own}`)]);
    expect(comments()[0]).toContain(green.pr.head.slice(0, 7));
  });

  test("two runs end in the wrong order: the older one, which ends last, changes no tag and no comment", async () => {
    const { project, change, open, run, comments, own } = await start();
    const older = propose(project.repository, squid(project, good("older")), next);
    open(older);
    // Its build is ready, and its tags are about to be written, when the newer push comes, is built and ends.
    let newer: Awaited<ReturnType<typeof change>> | undefined;
    const pending: Promise<unknown>[] = [];
    github.onRequest = (line) => {
      if (newer !== undefined || pending.length > 0 || !line.startsWith("GET ") || !line.endsWith(`/pulls/${next}`))
        return undefined;
      github.pulls.set(next, { state: "open", merged: false, head: "f".repeat(40), comments: [] });
      pending.push(Promise.resolve());
      return undefined;
    };
    const late = await run(older);
    github.onRequest = () => undefined;
    expect({ status: late.status, log: late.log }).toMatchObject({
      status: 0,
      log: expect.stringContaining("has moved on to fffffff"),
    });
    expect(await tags(project, "squid")).not.toHaveProperty([own]);
    newer = await change(squid(project, good("newer")));
    const shown = (await tags(project, "squid"))[own];
    const [details] = comments();
    expect(details).toContain(newer.pr.head.slice(0, 7));
    project.repository.git("checkout", "--quiet", "--detach", older.merge);
    const again = await run(older); // and once more, as by "re-run"
    expect(again.log).toContain("has moved on to");
    expect((await tags(project, "squid"))[own]).toBe(shown);
    expect(comments()).toEqual([details]);
  });

  test("into another branch than the default one: the comment promises no publication", async () => {
    const { project, number, open, run, comments } = await start();
    const pr = propose(project.repository, squid(project, good("stacked")), number);
    open(pr);
    const payload = pr.step.payload as { pull_request: object };
    const stacked = { ...payload, pull_request: { ...payload.pull_request, base: { ref: "stack", sha: pr.base } } };
    const { status, log } = await run(pr, { ...pr.step, payload: stacked });
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(comments()).toEqual([expect.stringContaining("| nothing yet: no stream comes from `stack` |")]);
  });

  test("a base: what is built on it is built on its candidate, and all have tags", async () => {
    const { project, change, own } = await start();
    const { status, log } = await change({
      "base/Dockerfile": "FROM busybox:1.36\nARG CHANNEL\nRUN echo $CHANNEL anew > /base\n",
    });
    expect({ status, log }).toMatchObject({ status: 0 });
    for (const image of ["base", "squid", "xcache"]) {
      const { release, [own]: proposed } = await tags(project, image);
      expect(proposed).toMatch(/^sha256:/);
      expect(proposed).not.toBe(release);
    }
  });

  test("the configuration alone: an argument of a build changes its images, a comment changes none", async () => {
    const { project, change, own } = await start();
    const text = project.repository.git("show", "main:.github/tagstream.yml");
    const idle = await change({ ".github/tagstream.yml": `# more words\n${text}\n` });
    expect({ status: idle.status, log: idle.log }).toMatchObject({ status: 0 });
    expect(idle.log).not.toMatch(/^ *built sha256:/m);
    const args = await change({ ".github/tagstream.yml": `${text.replace("CHANNEL: release", "CHANNEL: other")}\n` });
    expect({ status: args.status, log: args.log }).toMatchObject({ status: 0 });
    for (const image of ["base", "squid", "xcache"]) expect(await tags(project, image)).toHaveProperty([own]);
  });
});

describe("two pull requests with the same change", () => {
  test("one is closed: the other keeps its image, and its merge publishes it", async () => {
    const { project, change, run, number, own } = await start();
    const files = squid(project, good("twice"));
    const one = await change(files);
    const other = ++next;
    const two = await change(files, other);
    expect(two.log).not.toMatch(/^ *built sha256:/m);
    const { [own]: digest, ...rest } = await tags(project, "squid");
    expect(rest).toHaveProperty([`rc.release.pr-${other}`], digest);
    github.pulls.set(number, { state: "closed", merged: false, head: one.pr.head, comments: [] });
    const closed = await run(one.pr, one.pr.as("pull_request", { action: "closed" }));
    expect({ status: closed.status, log: closed.log }).toMatchObject({ status: 0 });
    expect(await tags(project, "squid")).toEqual(rest);
    project.repository.git("checkout", "--quiet", "--detach", two.pr.merge);
    project.repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
    const merged = await project.push();
    expect({ status: merged.status, log: merged.log }).toMatchObject({ status: 0 });
    expect(merged.log).not.toMatch(/^ *built sha256:/m);
    expect(await tags(project, "squid")).toMatchObject({ release: digest, latest: digest });
  });
});
