/** @needs engine */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ask } from "../support/ask.ts";
import { engine } from "../support/engine.ts";
import { movingTag } from "../support/fixtures.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject, type Project } from "../support/project.ts";
import { propose } from "../support/pull-request.ts";
import { type Recorder, recordRegistry } from "../support/recorder.ts";
import { manifestOf, tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";

const images = ["base", "squid", "xcache", "fresh"];

/** The squid's build says whether it got the secret; and one image more, which nobody has published, in the changes below. */
const secretive: Files = {
  ...movingTag,
  ".github/tagstream.yml": (movingTag[".github/tagstream.yml"] ?? "").replace(
    "squid: { context",
    "squid: { secrets: [PLANTED], context",
  ),
};
const looks = "RUN --mount=type=secret,id=PLANTED if [ -s /run/secrets/PLANTED ]; then echo got-it; else echo got-none; fi\n";
const changedSquid = (registry: string): Files => ({
  "squid/Dockerfile": `FROM ${registry}/base:release\n${looks}RUN cat /base > /squid && echo changed >> /squid\n`,
});
const withFresh = ({ repository, registry }: Project): Files => ({
  ...changedSquid(registry),
  "fresh/Dockerfile": "FROM busybox:1.36\nRUN echo fresh > /fresh\n",
  ".github/tagstream.yml": `${readFileSync(`${repository.folder}/.github/tagstream.yml`, "utf8")}  fresh: { context: fresh, tests: [{ run: [test, -e, /fresh] }] }\n`,
});

const env = { PLANTED: "planted-value-of-the-secret" };
const withSecret = <Of extends { env?: Record<string, string> }>(step: Of): Of => ({ ...step, env: { ...step.env, ...env } });

let github: GitHub;
let recorder: Recorder;
let project: Project;
let published: Record<string, Record<string, string>>;

/** The step with a token, for a pull request that is open, at the commit that it is about. */
function onGitHub<Of extends { env?: Record<string, string>; inputs?: Record<string, string> }>(
  step: Of,
  head: string,
  number = 7,
): Of {
  const comments = github.pulls.get(number)?.comments ?? [];
  github.pulls.set(number, { state: "open", merged: false, head, comments });
  return withSecret({ ...step, env: { ...step.env, ...github.env }, inputs: { token: "planted-token", ...step.inputs } });
}

const commentOf = (number = 7): string[] => (github.pulls.get(number)?.comments ?? []).map(({ body }) => body);

/** What the project's images show now, without the tags of candidates. */
async function streams(): Promise<typeof published> {
  const state = await registryState();
  return Object.fromEntries(
    Object.entries(state).map(([image, tags]) => [
      image,
      Object.fromEntries(Object.entries(tags).filter(([tag]) => !tag.startsWith("rc."))),
    ]),
  );
}

const registryState = async (): Promise<typeof published> =>
  Object.fromEntries(
    await Promise.all(images.map(async (image) => [image, await tagsOf(`${project.registry}/${image}`)] as const)),
  );

beforeAll(async () => {
  github = await startGitHub();
  recorder = await recordRegistry(engine("TAGSTREAM_TEST_REGISTRY"));
  project = makeProject(secretive, recorder.host);
  const first = await project.push({ env });
  if (first.status !== 0) throw new Error(first.log);
  published = await registryState();
});

afterAll(async () => {
  cleanUpSteps();
  removeFolders();
  await recorder.close();
  await github.close();
});

describe("a pull request of the same repository", () => {
  test("what it changes is built, tested and given its candidate tags; no stream moves, and one comment says so", async () => {
    const { step, head } = propose(project.repository, changedSquid(project.registry));
    recorder.requests.length = 0;
    const { status, log, outputs } = await project.step(onGitHub(step, head));
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(/squid:release +build +changed, on base:release as it is published/);
    expect(log).toMatch(/base:release +leave/);
    expect(log).toMatch(/xcache:release +leave/);
    expect(log).toMatch(/ got-it$/m);
    const digest = /built (sha256:[0-9a-f]{64})/.exec(log)?.[1] ?? "";
    expect(published["squid"]?.["release"]).not.toBe(digest);
    const { content } = await manifestOf(`${project.registry}/squid`, digest);
    expect(content.annotations).toMatchObject({ "io.github.tagstream.pull-request": "7" });
    const inputs = content.annotations?.["io.github.tagstream.inputs"]?.slice(0, 12);
    const tags = [`rc.release.${inputs}`, "rc.release.pr-7"];
    const put = recorder.requests.filter(({ method, path }) => method === "PUT" && !/\/(sha256:|blobs\/)/.test(path));
    expect(put.map(({ path }) => path.slice(path.lastIndexOf("/") + 1))).toEqual(tags);
    expect((await registryState())["squid"]).toEqual({
      ...published["squid"],
      ...Object.fromEntries(tags.map((tag) => [tag, digest])),
    });
    expect(await streams()).toEqual(published);
    expect(outputs["tags"]).toBe(tags.map((tag) => `${project.registry}/squid:${tag}`).join("\n"));
    expect(outputs["changed"]).toBe("true");
    expect(commentOf()).toEqual([expect.stringContaining(`docker pull ${project.registry}/squid:rc.release.pr-7`)]);
    expect(commentOf()[0]).toContain(`docker pull ${project.registry}/squid@${digest}`);
    expect(commentOf()[0]).toContain("this very image is published");
    expect(commentOf()[0]).toMatch(/Not built: .*xcache/);
  });

  test("the same inputs again: what was tested is used again, and nothing is built", async () => {
    const { step, head } = propose(project.repository, { ...changedSquid(project.registry), "README.md": "more words\n" });
    const before = await registryState();
    const { status, log } = await project.step(onGitHub(step, head));
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(/squid:release +reuse +tested in #7, under an hour old/);
    expect(log).not.toMatch(/^built sha256:/m);
    expect(await registryState()).toEqual(before);
    expect(commentOf()).toEqual([expect.stringContaining(head.slice(0, 7))]);
  });

  test("another pull request of the same inputs has the same image", async () => {
    const { step, head } = propose(project.repository, changedSquid(project.registry), 71);
    const { status, log } = await project.step(onGitHub(step, head, 71));
    expect({ status, log }).toMatchObject({ status: 0 });
    const { squid = {} } = await registryState();
    expect(squid["rc.release.pr-71"]).toBe(squid["rc.release.pr-7"]);
  });

  test.each<[string, (pull: { state: "open" | "closed"; head: string }) => void, RegExp]>([
    [
      "closed while it was built",
      (pull) => {
        pull.state = "closed";
      },
      /#8 is closed/,
    ],
    [
      "a newer commit while it was built",
      (pull) => {
        pull.head = "e".repeat(40);
      },
      /#8 has moved on to eeeeeee/,
    ],
  ])("%s: no tag is written", async (_, change, says) => {
    const { step, head } = propose(project.repository, { "xcache/note": `${says}\n`, ...changedSquid(project.registry) }, 8);
    const before = await registryState();
    const started = onGitHub(step, head, 8);
    github.onRequest = (line) => {
      const pull = github.pulls.get(8);
      if (line.endsWith("/pulls/8") && pull) change(pull);
      return undefined;
    };
    const { status, log, summary } = await project.step(started);
    github.onRequest = () => undefined;
    expect({ status, log }).toMatchObject({ status: 0, log: expect.stringMatching(says) });
    expect(summary).toMatch(says);
    expect(await registryState()).toEqual(before);
  });

  test("may not comment: a warning that names the permission", async () => {
    const { step, head } = propose(project.repository, changedSquid(project.registry), 9);
    github.mayComment = false;
    const { status, annotations } = await project.step(onGitHub(step, head, 9));
    github.mayComment = true;
    expect(status).toBe(0);
    expect(annotations).toEqual([
      expect.objectContaining({ kind: "warning", message: expect.stringContaining("pull-requests: write") }),
    ]);
    expect((await registryState())["squid"]).toHaveProperty(["rc.release.pr-9"]);
  });

  test("without a token nobody can say whether it is still open: no tag, and red", async () => {
    const { step } = propose(project.repository, changedSquid(project.registry), 10);
    const { status, log } = await project.step(withSecret(step));
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("`token`") });
    expect((await registryState())["squid"]).not.toHaveProperty(["rc.release.pr-10"]);
  });

  test("a failing test makes the run red, and gives no tag; the tag of an earlier commit stays, and the comment says which", async () => {
    const base = `FROM ${project.registry}/base:release\n`;
    const good = propose(
      project.repository,
      { "xcache/Dockerfile": `${base}RUN cat /base > /xcache && echo more >> /xcache\n` },
      11,
    );
    expect(await project.step(onGitHub(good.step, good.head, 11))).toMatchObject({ status: 0 });
    const before = await registryState();
    const { step, head } = propose(project.repository, { "xcache/Dockerfile": `${base}RUN echo without the file\n` }, 11);
    const { status, log } = await project.step(onGitHub(step, head, 11));
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("test-failed") });
    expect(await registryState()).toEqual(before);
    expect(commentOf(11)).toEqual([expect.stringContaining(`its tag still shows \`${good.head.slice(0, 7)}\``)]);
  });

  test("what is of no image needs nothing", async () => {
    const { step, head } = propose(project.repository, { "README.md": "words\n" }, 12);
    const { status, log, outputs } = await project.step(onGitHub(step, head, 12));
    expect({ status, log }).toMatchObject({ status: 0, log: expect.stringContaining("nothing to do") });
    expect(outputs["matrix"]).toBe('{"include":[]}');
    expect(await streams()).toEqual(published);
    expect(commentOf(12)).toEqual([]);
  });

  test.each([
    ["no configuration", undefined],
    ["one that is not valid", "images: nonsense\n"],
  ])("where its base has %s, every image counts as new", async (_, text) => {
    const { repository } = project;
    const { step } = propose(repository, {}, 13);
    const good = repository.git("show", "main:.github/tagstream.yml");
    repository.git("checkout", "--quiet", "--detach", "main");
    if (text === undefined) repository.git("rm", "--quiet", ".github/tagstream.yml");
    const parent = repository.commit(text === undefined ? {} : { ".github/tagstream.yml": text });
    const head = repository.commit({ ".github/tagstream.yml": `${good}\n` });
    repository.git("checkout", "--quiet", "--detach", parent);
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", head);
    const merge = repository.head();
    const { status, log } = await project.step({
      ...withSecret(step),
      env: { ...env, GITHUB_SHA: merge },
      inputs: { command: "plan" },
    });
    expect({ status, log }).toMatchObject({ status: 0 });
    for (const image of ["base", "squid", "xcache"]) expect(log).toMatch(new RegExp(`${image}:release +(build|reuse) +new`));
    expect(log).toMatch(/[0-9a-f]{7} has no valid \.github\/tagstream\.yml to compare with: Tagstream treats every image as new/);
  });

  test("a change of tests alone: what is published is tested again, nothing is built", async () => {
    const configuration = readFileSync(`${project.repository.folder}/.github/tagstream.yml`, "utf8");
    const change = (command: string): Files => ({
      ".github/tagstream.yml": configuration.replace("[test, -e, /xcache]", command),
    });
    const good = propose(project.repository, change("[grep, release, /xcache]"));
    const { status, log } = await project.step(withSecret(good.step));
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(/xcache:release +test +its tests changed: \d{8}-\d{4}(-\d\d)? is tested again/);
    expect(log).not.toMatch(/^built sha256:/m);
    const bad = await project.step(withSecret(propose(project.repository, change("[grep, nowhere, /xcache]")).step));
    expect(bad.status).toBe(1);
    expect(await streams()).toEqual(published);
  });
});

test("a merge queue's group is compared with its base", async () => {
  const { repository, registry } = project;
  const { merge, base } = propose(repository, changedSquid(registry));
  // Of two proposals in a group: the first parent has a change, too, that only a comparison with `base_sha` takes for one.
  const head = repository.commit({ "README.md": "second of the group\n" });
  const { status, log } = await project.step({
    event: "merge_group",
    payload: {
      action: "checks_requested",
      merge_group: {
        head_sha: head,
        base_sha: base,
        base_ref: "refs/heads/main",
        head_ref: "refs/heads/gh-readonly-queue/main/x",
      },
      repository: { id: 4711, default_branch: "main" },
    },
    inputs: { "dry-run": "true" },
    env,
  });
  expect({ status, log, merge }).toMatchObject({ status: 0 });
  expect(log).toMatch(/squid:release +reuse +tested in #7/);
  expect(log).toMatch(/xcache:release +leave/);
});

test.each([
  ["can be fetched, it is", true],
  ["cannot be fetched, the error says what to do", false],
])("a group whose base is further back than the checkout: where it %s", async (_, there) => {
  const { repository, registry } = project;
  repository.git("checkout", "--quiet", "--detach", "main");
  const base = repository.head();
  // As a queue that rebases leaves it: two commits of one pull request on top of the base.
  repository.commit(changedSquid(registry));
  const head = repository.commit({ "README.md": "second of two commits\n" });
  repository.git("branch", "--force", "merged", "HEAD");
  const shallow = repository.clone("--depth=2", "--branch=merged");
  repository.git("config", "uploadpack.allowAnySHA1InWant", "true");
  if (!there) shallow.git("remote", "set-url", "origin", `file://${repository.folder}-gone`);
  const { status, log } = await project.step({
    event: "merge_group",
    payload: {
      action: "checks_requested",
      merge_group: { head_sha: head, base_sha: base, base_ref: "refs/heads/main", head_ref: "refs/heads/queue" },
      repository: { id: 4711, default_branch: "main" },
    },
    workspace: shallow.folder,
    inputs: { "dry-run": "true" },
    env: { ...env, GITHUB_SHA: head },
  });
  if (there) expect({ status, log }).toMatchObject({ status: 0, log: expect.stringMatching(/squid:release +(build|reuse)/) });
  else expect({ status, log }).toMatchObject({ status: 1, log: expect.stringMatching(/fetch-depth: 0.*\[git-shallow\]/) });
});

describe("what is checked out", () => {
  test("a shallow clone without an origin to ask: the error names fetch-depth: 2", async () => {
    const { step } = propose(project.repository, changedSquid(project.registry));
    project.repository.git("branch", "--force", "merged", "HEAD");
    const shallow = project.repository.clone("--depth=1", "--branch=merged");
    shallow.git("remote", "set-url", "origin", `file://${project.repository.folder}-gone`);
    const { status, log } = await project.step({ ...step, workspace: shallow.folder });
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("git-shallow") });
    expect(log).toContain("fetch-depth: 2");
  });

  test("with fetch-depth: 2, nothing has to be fetched", async () => {
    const { step } = propose(project.repository, changedSquid(project.registry));
    project.repository.git("branch", "--force", "merged", "HEAD");
    const shallow = project.repository.clone("--depth=2", "--branch=merged");
    shallow.git("remote", "set-url", "origin", `file://${project.repository.folder}-gone`);
    const { status, log } = await project.step({ ...step, workspace: shallow.folder, inputs: { "dry-run": "true" } });
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(/xcache:release +leave/);
  });

  test("not the event's commit: refused", async () => {
    const { step, head } = propose(project.repository, changedSquid(project.registry));
    project.repository.git("checkout", "--quiet", "--detach", head);
    const { status, log } = await project.step(step);
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("plan-checkout") });
  });
});

describe("a stranger's pull request is built and tested, and nothing of it leaves the runner", () => {
  const strangers = [
    ["a fork", (pr: ReturnType<typeof propose>) => pr.fork({ id: 666 })],
    ["a fork that has been deleted", (pr: ReturnType<typeof propose>) => pr.fork(null)],
    ["Dependabot", (pr: ReturnType<typeof propose>) => pr.dependabot],
  ] as const;

  /** Whatever was asked of the registry was a question, asked without a login. */
  let before: typeof published;
  beforeAll(async () => {
    before = await registryState();
  });
  async function expectNothingLeft(): Promise<void> {
    expect(recorder.requests.filter(({ method }) => method !== "GET" && method !== "HEAD")).toEqual([]);
    expect(recorder.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
    expect(await registryState()).toEqual(before);
    const place = project.registry.slice(project.registry.indexOf("/") + 1);
    const catalog = await ask(`http://${recorder.host}/v2/_catalog?n=100&last=${place}`);
    const { repositories } = (await catalog.json()) as { repositories: string[] };
    expect(repositories.filter((name) => name.startsWith(`${place}/`)).toSorted()).toEqual(
      ["base", "squid", "xcache"].map((image) => `${place}/${image}`),
    );
  }

  test.each(strangers)("%s, with `run`", async (_, stepOf) => {
    project.repository.git("checkout", "--quiet", "--detach", "main");
    const step = withSecret(stepOf(propose(project.repository, withFresh(project))));
    recorder.requests.length = 0;
    const { status, log, outputs, summary } = await project.step(step);
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(/squid:release +build/);
    expect(log).toMatch(/fresh:release +build +new/);
    expect(log.match(/^ *built in .*1 test passed/gm)).toHaveLength(2); // so they were tested
    expect(log).toMatch(/ got-none$/m);
    expect(log).not.toMatch(/ got-it$/m);
    for (const text of [log, summary, ...Object.values(outputs)]) expect(text).not.toContain(env.PLANTED);
    await expectNothingLeft();
  });

  test.each(strangers)("%s, with a base and what is built on it", async (_, stepOf) => {
    const files = { "base/Dockerfile": "FROM busybox:1.36\nARG CHANNEL\nRUN echo proposed-base > /base\n" };
    const configuration = project.repository.git("show", "main:.github/tagstream.yml");
    const tests = configuration.replace("[test, -e, /xcache]", "[grep, proposed-base, /xcache]");
    const step = withSecret(stepOf(propose(project.repository, { ...files, ".github/tagstream.yml": tests })));
    recorder.requests.length = 0;
    const { status, log } = await project.step(step);
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log.match(/^ *built in .*1 test passed/gm)).toHaveLength(3);
    await expectNothingLeft();
  });

  test("a login of a step before, and the action's own, is kept from it: its builds, its tests and the registry's client", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "tagstream-login-"));
    const own = process.env["DOCKER_CONFIG"] ?? path.join(os.homedir(), ".docker");
    const scoped = path.join(folder, "buildx/config", recorder.host);
    mkdirSync(scoped, { recursive: true });
    for (const name of ["cli-plugins", "contexts", "buildx/instances", "buildx/current", "buildx/defaults"]) {
      if (existsSync(path.join(own, name))) symlinkSync(path.join(own, name), path.join(folder, name));
    }
    const auth = Buffer.from("octo:planted-login").toString("base64");
    const auths = { [recorder.host]: { auth } };
    writeFileSync(path.join(folder, "config.json"), JSON.stringify({ auths, credsStore: "none" }));
    writeFileSync(path.join(scoped, "config.json"), JSON.stringify({ auths }));
    project.repository.git("checkout", "--quiet", "--detach", "main");
    const configuration = readFileSync(`${project.repository.folder}/.github/tagstream.yml`, "utf8");
    const { fork } = propose(project.repository, {
      ...changedSquid(project.registry),
      "tests/login.sh": `#!/bin/sh
echo "config: $(cat "$DOCKER_CONFIG/config.json")"
! grep -Rq auth "$DOCKER_CONFIG/config.json" "$DOCKER_CONFIG/buildx/" || exit 1
! tr '\\0' '\\n' < /proc/$PPID/environ | grep -E '^(INPUT|ACTIONS)_'
`,
      ".github/tagstream.yml": configuration.replace("[test, -e, /squid]", "[test, -e, /squid] }, { script: tests/login.sh"),
    });
    const step = withSecret(fork({ id: 666 }));
    recorder.requests.length = 0;
    const env = { ...step.env, DOCKER_CONFIG: folder, ACTIONS_RUNTIME_TOKEN: "planted-runtime" };
    const { status, log } = await project.step({ ...step, inputs: { ...step.inputs, token: "planted-token" }, env });
    rmSync(folder, { recursive: true });
    expect(log).toContain("2 tests passed");
    expect(status).toBe(0);
    await expectNothingLeft();
  });

  test("a failing test makes it red", async () => {
    const { fork } = propose(project.repository, {
      "xcache/Dockerfile": `FROM ${project.registry}/base:release\nRUN echo without the file\n`,
    });
    recorder.requests.length = 0;
    const { status, log } = await project.step(fork({ id: 666 }));
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("test-failed") });
    await expectNothingLeft();
  });

  test("the summary says how to have the image on one's own machine", async () => {
    const pr = propose(project.repository, changedSquid(project.registry));
    const { summary } = await project.step(pr.fork({ id: 666 }));
    expect(summary).toContain(
      "git fetch origin pull/7/merge && git checkout FETCH_HEAD\ntagstream build --local --only 'squid:release'",
    );
  });

  test("an image that cannot be built without a secret is not checked, and makes nothing red", async () => {
    const secret = "RUN --mount=type=secret,id=PLANTED,required=true cat /run/secrets/PLANTED > /dev/null\n";
    const change = { "squid/Dockerfile": `FROM ${project.registry}/base:release\n${secret}` };
    const before = await registryState();
    const { status, log, summary } = await project.step(propose(project.repository, change).fork({ id: 666 }));
    expect({ status, log }).toMatchObject({ status: 0, log: expect.stringMatching(/squid:release +not checked/) });
    expect(log).toContain("the secret PLANTED, which a stranger's change does not get");
    expect(summary).toContain("1 image not checked, for want of a secret");
    expect(await registryState()).toEqual(before);
  });

  test.each<[string, string, (configuration: string) => string]>([
    ["breaks for another reason than its secret", "squid", (configuration) => configuration],
    [
      "lacks a secret that the change itself asks for",
      "xcache",
      (text) => text.replace("xcache: {", "xcache: { secrets: [PLANTED],"),
    ],
  ])("an image that %s makes it red", async (_, image, configured) => {
    const configuration = readFileSync(`${project.repository.folder}/.github/tagstream.yml`, "utf8");
    const step = image === "squid" ? "RUN false\n" : "RUN --mount=type=secret,id=PLANTED,required=true true\n";
    const { fork } = propose(project.repository, {
      [`${image}/Dockerfile`]: `FROM ${project.registry}/base:release\n${step}`,
      ".github/tagstream.yml": configured(configuration),
    });
    const { status, log } = await project.step(fork({ id: 666 }));
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringMatching(`${image}:release +build failed`) });
  });
});

describe("events that would build a stranger's code with secrets are refused, with the reason", () => {
  test("pull_request_target", async () => {
    const { as } = propose(project.repository, changedSquid(project.registry));
    recorder.requests.length = 0;
    const { status, log } = await project.step(withSecret(as("pull_request_target")));
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("event-refused") });
    expect(log).toContain("on: pull_request");
    expect(recorder.requests).toEqual([]);
  });

  test("workflow_run of a fork", async () => {
    const { as } = propose(project.repository, changedSquid(project.registry));
    const workflow_run = { event: "pull_request", head_repository: { id: 666 } };
    recorder.requests.length = 0;
    const { status, log } = await project.step(withSecret(as("workflow_run", { workflow_run })));
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("event-refused") });
    expect(recorder.requests).toEqual([]);
  });
});
