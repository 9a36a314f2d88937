/**
 * Promotions that do not go one after the other, or not to their end: the streams match the newest commit all the same.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { movingTag } from "../support/fixtures.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { InProcessGround } from "../support/ground.ts";
import type { Project } from "../support/project.ts";
import { type PullRequest, propose } from "../support/pull-request.ts";
import { recordRegistry } from "../support/recorder.ts";
import { tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps, type StepResult } from "../support/runner.ts";

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

let next = 400;
/** Another content of an image each time. */
const image = (name: string, host: string): Files => ({
  [`${name}/Dockerfile`]: `FROM ${host}/base:release\nRUN cat /base > /${name} && echo proposed ${next} >> /${name}\n`,
});
const tags = ({ registry }: Project, name: string) => tagsOf(`${registry}/${name}`);

async function succeed(run: Promise<StepResult>): Promise<StepResult> {
  const result = await run;
  if (result.status !== 0) throw new Error(result.log);
  return result;
}

/** A pull request that has its green candidate. */
async function candidate(project: Project, files: Files): Promise<{ pr: PullRequest; number: number }> {
  const number = ++next;
  const pr = propose(project.repository, files, number);
  github.pulls.set(number, { state: "open", merged: false, head: pr.head, comments: [] });
  await succeed(project.step({ ...pr.step, env: { ...pr.step.env, ...github.env }, inputs: { token: "t" } }));
  return { pr, number };
}

function merge({ repository }: Project, commit: string): void {
  repository.git("checkout", "--quiet", "--force", "-B", "main", commit);
  repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
}

describe("a project that is published", () => {
  let project: Project;
  beforeAll(async () => {
    project = ground.makeProject(movingTag);
    await succeed(project.push());
  });

  test.each(["the end first", "the push first", "both at once"])(
    "the end of a pull request and the push of its merge: %s",
    async (order) => {
      const before = (await tags(project, "squid"))["release"];
      const { pr, number } = await candidate(project, image("squid", project.registry));
      const digest = (await tags(project, "squid"))[`rc.release.pr-${number}`];
      expect(digest).not.toBe(before);
      merge(project, pr.merge);
      const end = () =>
        succeed(project.step({ ...pr.as("pull_request", { action: "closed" }), env: { ...pr.step.env, ...github.env } }));
      const push = () => succeed(project.push());
      if (order === "both at once") await Promise.all([end(), push()]);
      else for (const run of order === "the end first" ? [end, push] : [push, end]) await run();
      const after = await tags(project, "squid");
      expect(after).toMatchObject({ release: digest, latest: digest });
      expect(Object.keys(after).filter((tag) => tag.includes(".pr-"))).toEqual([]);
    },
  );

  /** Two merges of one image each, whose candidates are green; the second one is checked out. */
  async function twoMerges() {
    const released = async () => ({
      squid: (await tags(project, "squid"))["release"],
      xcache: (await tags(project, "xcache"))["release"],
    });
    const before = await released();
    const first = await candidate(project, image("squid", project.registry));
    const second = await candidate(project, image("xcache", project.registry));
    const wanted = {
      squid: (await tags(project, "squid"))[`rc.release.pr-${first.number}`],
      xcache: (await tags(project, "xcache"))[`rc.release.pr-${second.number}`],
    };
    expect(wanted).not.toMatchObject({ squid: before.squid });
    expect(wanted).not.toMatchObject({ xcache: before.xcache });
    merge(project, first.pr.merge);
    const one = project.repository.head();
    project.repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", second.pr.head);
    const two = project.repository.head();
    merge(project, two);
    return { one, two, wanted, released };
  }

  test("two merges, and the first run comes last: the second publishes both, and the streams stay there", async () => {
    const { one, two, wanted, released } = await twoMerges();
    const { log } = await succeed(project.push());
    expect(log).not.toMatch(/^ *built sha256:/m);
    expect(await released()).toEqual(wanted);
    project.repository.git("checkout", "--quiet", "--detach", one);
    const late = await succeed(project.push({ env: { GITHUB_SHA: one } }));
    expect(late.log).toContain(`main is at ${two.slice(0, 7)} by now`);
    expect(await released()).toEqual(wanted);
  });

  test("two merges, and two runs of the second at once", async () => {
    const { wanted, released } = await twoMerges();
    await Promise.all([project.push(), project.push()]);
    expect(await released()).toEqual(wanted);
  });
});

/** One kill, of an image that was built: `chaos/killed-promotions.test.ts` kills at every effect. */
test("killed after its first write, a promotion is completed by the next push, with the same digest and nothing else", async () => {
  let kill: (() => void) | undefined;
  const recorder = await recordRegistry(ground.hosts[0], {
    done: ({ method, path }) => {
      if (kill === undefined || method !== "PUT" || !path.includes("/manifests/")) return true;
      kill();
      return false;
    },
  });
  try {
    ground.addHost(recorder.host, ground.hosts[0]);
    const project = ground.makeProject(movingTag, recorder.host, ground.runKillable);
    await succeed(project.push());
    const { pr, number } = await candidate(project, image("squid", project.registry));
    const digest = (await tags(project, "squid"))[`rc.release.pr-${number}`];
    const before = await tags(project, "squid");
    merge(project, pr.merge);
    // The process can be killed from its first line of output on, which comes before anything is written.
    const killed = await project.push({
      onOutput: (_, signal) => {
        kill = () => signal("SIGKILL");
      },
    });
    kill = undefined;
    expect(killed.signal).toBe("SIGKILL");
    const isStamp = (tag: string) => /^release-\d{8}-\d{4}/.test(tag) && !(tag in before);
    expect(Object.keys(await tags(project, "squid")).filter(isStamp)).toHaveLength(1);
    const { log } = await succeed(project.push());
    expect(log).not.toMatch(/^ *built sha256:/m);
    const after = await tags(project, "squid");
    const stamped = Object.keys(after).filter(isStamp);
    expect(after).toEqual({
      ...before,
      ...Object.fromEntries(stamped.map((tag) => [tag, digest])),
      release: digest,
      latest: digest,
    });
  } finally {
    await recorder.close();
  }
});
