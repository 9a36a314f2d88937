import { afterAll, describe, expect, test } from "@jest/globals";
import { makePlan } from "../../../src/commands/plan.ts";
import { run } from "../../../src/commands/run.ts";
import type { Trigger } from "../../../src/core/events/event.ts";
import { readPlanFor } from "../../../src/steps/plan/read-plan.ts";
import { removeFolders, type TestRepository } from "../../support/git.ts";
import { memoryForge } from "../../support/memory-forge.ts";
import { defaultRequest } from "../../support/memory-run.ts";
import { leftTrees, release, type SourcedRun, sourcedRun } from "../../support/sources.ts";

afterAll(removeFolders);

/** A maintenance branch that is behind main, with main's configuration ahead of it. */
function withBranch(): SourcedRun {
  const made = sourcedRun();
  release(made, "v1.4.2");
  made.repository.git("push", "--quiet", "origin", "main:refs/heads/3.22-stable");
  made.repository.commit({ "app/version": "moved on\n" });
  made.repository.git("push", "--quiet", "origin", "main");
  return made;
}

/** GitHub's merge of a change into a branch, checked out as actions/checkout does. */
function propose(
  made: SourcedRun,
  base: string,
  files: Record<string, string>,
): { clone: TestRepository; event: object; head: string } {
  const work = made.origin.clone("--branch", base);
  work.git("checkout", "--quiet", "-b", "change");
  const head = work.commit(files);
  work.git("checkout", "--quiet", base);
  work.git("merge", "--quiet", "--no-ff", "--message", "merge", "change");
  const merge = work.head();
  work.git("push", "--quiet", "origin", `${merge}:refs/pull/7/merge`);
  const clone = made.origin.clone("--depth=1", "--no-tags");
  clone.git("fetch", "--quiet", "--depth=2", "origin", merge);
  clone.git("checkout", "--quiet", "--detach", merge);
  const repository = { id: 1, default_branch: "main" };
  const pull_request = { number: 7, user: { login: "octo" }, head: { sha: head, repo: { id: 1 } }, base: { ref: base } };
  const event = {
    name: "pull_request",
    sha: merge,
    ref: "refs/pull/7/merge",
    payload: { action: "opened", repository, pull_request },
  };
  return { clone, event, head };
}

/** The command `run` with a GitHub that has the pull request open at its head. */
function withForge({ holds, comments }: SourcedRun, head: string): typeof run {
  const forge = memoryForge({ holds, comments, tip: () => head, now: () => new Date() });
  return (request, session) => run(request, { ...session, ports: { ...session.ports, forge } });
}

type Event = Parameters<SourcedRun["command"]>[1];

describe("a pull request", () => {
  test("into a maintenance branch makes candidates of its streams, of the merge, by main's configuration", async () => {
    const made = withBranch();
    const { clone, event, head } = propose(made, "3.22-stable", {
      "app/version": "proposed\n",
      ".github/tagstream.yml": "nonsense",
    });
    const { status, shown } = await made.command(withForge(made, head), event as Event, {}, clone);
    expect([status, shown.problems]).toEqual([0, []]);
    const plan = await made.plan(shown);
    expect(plan.units.map(({ name, decision, source }) => [name, decision, source])).toEqual([
      ["app:3.22", "build", { ref: "refs/heads/3.22-stable", commit: clone.head() }],
    ]);
    expect(plan.commit).toBe(made.origin.git("rev-parse", "main"));
    expect(made.received.get("3.22")).toEqual({ revision: plan.revision, context: "proposed" });
    expect(plan.revision).not.toBe(clone.head()); // the head of the pull request, not GitHub's merge
    const tags = Object.keys(made.registry.shown("one.example.org/osg/app"));
    expect(tags.filter((tag) => !tag.startsWith("rc.3.22."))).toEqual([]);
    expect(tags).toContain("rc.3.22.pr-7");
    expect(leftTrees({ ...made, repository: clone })).toEqual([]);
  });

  test("that changes no image of the branch builds nothing", async () => {
    const made = withBranch();
    const { clone, event } = propose(made, "3.22-stable", { "README.md": "x" });
    const { shown } = await made.command(run, event as Event, {}, clone);
    expect((await made.plan(shown)).units.map(({ decision }) => decision)).toEqual(["leave"]);
  });

  test("into the default branch is about its streams alone, by its own configuration", async () => {
    const made = withBranch();
    const { clone, event } = propose(made, "main", { "app/version": "proposed\n" });
    const { shown } = await made.command(run, event as Event, {}, clone);
    const plan = await made.plan(shown);
    expect(plan.units.map(({ name, source }) => [name, source])).toEqual([["app:edge", undefined]]);
    expect(plan.commit).toBe(clone.head());
  });

  test("into a branch that no stream comes from is tested as its own commit configures it: it may be one of several", async () => {
    const made = withBranch();
    made.origin.git("branch", "feature", "main");
    const { clone, event, head } = propose(made, "feature", { "app/version": "proposed\n" });
    const { status, shown } = await made.command(withForge(made, head), event as Event, {}, clone);
    expect(status).toBe(0);
    const plan = await made.plan(shown);
    expect(plan).toMatchObject({ branch: "feature", commit: clone.head() });
    expect(plan.units.map(({ name, decision, source }) => [name, decision, source])).toEqual([["app:edge", "build", undefined]]);
  });

  test("of which a later job gets the plan: another source commit is refused", async () => {
    const made = withBranch();
    const { clone, event } = propose(made, "3.22-stable", { "app/version": "proposed\n" });
    const { shown } = await made.command(run, { runId: "1", ...event } as Event, { dryRun: true }, clone);
    const file = shown.outputs["plan"] ?? "";
    const job = made.origin.clone("--depth=1", "--no-tags");
    const read = async (sha: string) =>
      made
        .command(
          async (request, session) => (await readPlanFor(request, session)).plan.units.length,
          { runId: "1", ...event, sha } as Event,
          { plan: file },
          job,
        )
        .then(
          ({ status }) => status,
          (error: Error) => error.message,
        );
    expect(await read(clone.head())).toBe(1);
    expect(await read(made.origin.git("rev-parse", "3.22-stable"))).toContain("The plan has the source commit");
  });
});

describe("a push to a maintenance branch", () => {
  const trigger = (made: SourcedRun, branch: string): Trigger => ({
    intent: "publish",
    event: "push",
    trusted: true,
    repository: "osg/images",
    branch,
    defaultBranch: "main",
    scope: "branch",
    commit: made.origin.git("rev-parse", "main"),
    revision: made.origin.git("rev-parse", "main"),
    run: { id: "9", attempt: 1 },
  });

  async function planOf(made: SourcedRun, branch: string, offline = false) {
    let planned: Awaited<ReturnType<typeof makePlan>> | undefined;
    await made.command(
      async (request, session) => {
        planned = await makePlan(request, session, { offline, asked: trigger(made, branch) });
        if ("plan" in planned) await planned.checkout.dispose();
        return 0;
      },
      { name: "push" },
      defaultRequest,
    );
    return planned;
  }

  test("plans its streams at its tip", async () => {
    const made = withBranch();
    const planned = await planOf(made, "3.22-stable");
    const tip = made.origin.git("rev-parse", "3.22-stable");
    expect(planned && "plan" in planned && planned.plan.units.map(({ name, source }) => [name, source])).toEqual([
      ["app:3.22", { ref: "refs/heads/3.22-stable", commit: tip }],
    ]);
    expect(leftTrees(made)).toEqual([]);
  });

  test("that is gone by now does nothing", async () => {
    const made = withBranch();
    made.origin.git("branch", "-D", "3.22-stable");
    expect(await planOf(made, "3.22-stable")).toEqual({
      nothingToDo: "Nothing was done: the branch 3.22-stable no longer exists",
    });
  });

  test("of a remote that does not answer: at the command line the clone knows what it last saw", async () => {
    const made = withBranch();
    made.repository.git("fetch", "--quiet", "origin", "3.22-stable:refs/remotes/origin/3.22-stable");
    made.repository.git("remote", "set-url", "origin", "file:///nonexistent/origin.git");
    const planned = await planOf(made, "3.22-stable", true);
    expect(planned && "plan" in planned && planned.plan.units.map(({ name }) => name)).toEqual(["app:3.22"]);
    expect(planned && "plan" in planned && planned.plan.notes).toContain(
      "the remote does not answer: streams use the branches and git tags that this clone fetched last",
    );
    expect(await planOf(made, "3.22-stable")).toEqual({ nothingToDo: expect.stringMatching(/could not get the branches/) });
    made.repository.git("update-ref", "-d", "refs/remotes/origin/3.22-stable");
    expect(await planOf(made, "3.22-stable", true)).toEqual({ nothingToDo: expect.stringMatching(/3\.22-stable.*`git fetch`/) });
  });
});

describe("a remote that does not answer", () => {
  test("blocks the streams that need it, and no other", async () => {
    const made = withBranch();
    made.repository.git("remote", "set-url", "origin", "file:///nonexistent/origin.git");
    const { status, shown } = await made.command(
      async (request, session) => {
        const tip = made.repository.head();
        const forge = memoryForge({ holds: [], comments: [], tip: () => tip, now: () => session.ports.clock.now() });
        return run(request, { ...session, ports: { ...session.ports, forge } });
      },
      { name: "schedule" },
    );
    expect(status).toBe(1);
    const { units } = await made.plan(shown);
    expect(units.map(({ name, decision }) => [name, decision])).toEqual([
      ["app:edge", "build"],
      ["app:release", "blocked"],
      ["app:lts", "blocked"],
      ["app:3.22", "blocked"],
    ]);
    expect(units[1]?.reason).toMatch(/^its source is not available: git could not get the branches and tags/);
    expect(Object.keys(made.registry.shown("one.example.org/osg/app"))).toContain("edge");
  });

  test("is no obstacle at the command line: the clone knows what it last saw", async () => {
    const made = withBranch();
    made.repository.git("remote", "set-url", "origin", "file:///nonexistent/origin.git");
    const terminal = { print: () => {}, json: false, allTags: false };
    const { status, shown } = await made.command(
      async (request, session) => run({ ...request, dryRun: true }, { ...session, terminal: terminal as never }),
      { name: "schedule" },
      { plan: `${made.repository.folder}/../plan.json` },
    );
    expect(status).toBe(0);
    const plan = await made.plan(shown);
    expect(plan.units.map(({ name }) => name)).toEqual(["app:edge", "app:release", "app:lts", "app:3.22"]);
    expect(plan.notes).toContain(
      "the remote does not answer: streams use the branches and git tags that this clone fetched last",
    );
  });
});
