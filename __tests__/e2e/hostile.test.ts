/**
 * What a hostile change can try, one row each: nothing has an effect beyond the runner, and each is told clearly (docs/security.md).
 * @needs engine
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { engine } from "../support/engine.ts";
import { movingTag } from "../support/fixtures.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject, type Project } from "../support/project.ts";
import { type PullRequest, propose } from "../support/pull-request.ts";
import { type Recorder, recordRegistry } from "../support/recorder.ts";
import { tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps, type Step, type StepResult } from "../support/runner.ts";

type Proposal = Partial<Step> & { event: string };
const planted = { secret: "planted-value-of-the-secret", file: "planted-content-of-a-file", token: "planted-token" };
const images = ["base", "squid", "xcache"];

let github: GitHub;
let recorder: Recorder;
let project: Project;
let outside: string;
let before: object;
/** A change to the squid, which a stranger proposes and whose image builds. */
let change: Files;

const registryState = async (): Promise<object> =>
  Object.fromEntries(
    await Promise.all(images.map(async (image) => [image, await tagsOf(`${project.registry}/${image}`)] as const)),
  );

beforeAll(async () => {
  github = await startGitHub();
  recorder = await recordRegistry(engine("TAGSTREAM_TEST_REGISTRY"));
  project = makeProject(movingTag, recorder.host);
  outside = mkdtempSync(path.join(os.tmpdir(), "tagstream-outside-"));
  writeFileSync(path.join(outside, "file"), planted.file);
  const first = await project.push();
  if (first.status !== 0) throw new Error(first.log);
  change = { "squid/Dockerfile": `FROM ${project.registry}/base:release\nRUN cat /base > /squid && echo changed >> /squid\n` };
  before = await registryState();
});

afterAll(async () => {
  cleanUpSteps();
  removeFolders();
  rmSync(outside, { recursive: true, force: true });
  await recorder.close();
  await github.close();
});

beforeEach(() => {
  project.repository.git("checkout", "--quiet", "--force", "--detach", "main");
  recorder.requests.length = 0;
  github.requests.length = 0;
});

/** Runs a step with all that somebody could be careless enough to hand to it. */
function run(step: Proposal, inputs: Record<string, string> = {}): Promise<StepResult> {
  return project.step({
    ...step,
    inputs: { token: planted.token, ...inputs },
    env: { ...step.env, ...github.env, PLANTED: planted.secret, GITHUB_RUN_ID: "7" },
  });
}

async function expectHarmless(result: StepResult, status: number, says: string | RegExp): Promise<void> {
  const { log, summary, outputs } = result;
  expect({ status: result.status, log }).toMatchObject({ status });
  expect(log).toMatch(typeof says === "string" ? new RegExp(says.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")) : says);
  expect(log).not.toMatch(/^ +at .*:\d+:\d+\)?$/m); // no stack
  for (const text of [log, summary, ...Object.values(outputs)]) {
    for (const value of Object.values(planted)) expect(text).not.toContain(value);
  }
  expect(recorder.requests.filter(({ method }) => method !== "GET" && method !== "HEAD")).toEqual([]);
  expect(github.requests.filter((line) => !line.startsWith("GET "))).toEqual([]);
  expect(await registryState()).toEqual(before);
}

describe("asking to publish, by every input", () => {
  const strangers: [string, (pr: PullRequest) => Proposal][] = [
    ["a fork", (pr) => pr.fork({ id: 666 })],
    ["a fork that has been deleted", (pr) => pr.fork(null)],
    ["Dependabot", (pr) => pr.dependabot],
  ];
  const asked: [string, Record<string, string>][] = [
    ["run", { command: "run" }],
    ["run, for all images", { command: "run", only: "*:*" }],
    ["run, not dry", { command: "run", "dry-run": "false", job: "x", records: "/", plan: "" }],
  ];
  test.each(strangers.flatMap(([who, of]) => asked.map(([what, inputs]) => [who, what, of, inputs] as const)))(
    "%s: %s",
    async (_who, _what, of, inputs) => {
      const result = await run(of(propose(project.repository, change)), inputs);
      await expectHarmless(result, 0, "1 image built and tested");
    },
  );

  test.each<[string, object | undefined]>([
    ["pull_request_target", undefined],
    ["workflow_run", { workflow_run: { event: "pull_request", head_repository: { id: 4711 } } }],
    ["workflow_run", { workflow_run: { event: "push", head_repository: { id: 666 } } }],
    ["workflow_run", { workflow_run: { event: "push", head_repository: null } }],
  ])("%s, privileged: %j", async (event, payload) => {
    await expectHarmless(await run(propose(project.repository, change).as(event, payload)), 1, "event-refused");
  });

  test.each(["issue_comment", "pull_request_review", "discussion", "create"])("%s", async (event) => {
    await expectHarmless(await run(propose(project.repository, change).as(event)), 0, "asks for nothing that Tagstream does");
  });

  test.each([
    [0, "only a published release publishes a version", { action: "edited", release: { tag_name: "v1.4.2" } }],
    [1, "event-malformed", undefined],
  ])("a release that was not published: status %d, %s", async (status, says, payload) => {
    await expectHarmless(await run(propose(project.repository, change).as("release", payload)), status, says);
  });
});

describe("an event that is not as GitHub sends it", () => {
  const of = (pull: object, more: object = {}) => ({
    ...more,
    pull_request: {
      number: 7,
      user: { login: "o" },
      head: { sha: "0".repeat(40), repo: { id: 4711 } },
      base: { ref: "main" },
      ...pull,
    },
  });
  test.each<[string, object]>([
    ["a number of a pull request that is text", of({ number: "7" })],
    ["one below 1", of({ number: -7 })],
    ["one that no tag has room for", of({ number: 1e15 })],
    ["a fraction", of({ number: 7.5 })],
    ["a head that is a command", of({ head: { sha: "$(id)", repo: { id: 4711 } } })],
    ["a branch that is an option", of({ base: { ref: "--upload-pack=id" } })],
    ["a branch with a line end", of({ base: { ref: "main\n::error::x" } })],
    ["no repository to compare with", of({}, { repository: {} })],
  ])("%s", async (_, payload) => {
    await expectHarmless(await run(propose(project.repository, change).as("pull_request", payload)), 1, "event-malformed");
  });
});

describe("a plan and records of a stranger's making", () => {
  interface Made {
    plan: string;
    records: string;
  }
  /** What the run's own jobs have left: to be forged. */
  async function prepare(stepOf: (pr: PullRequest) => Proposal): Promise<{ step: Proposal; made: Made }> {
    const step = stepOf(propose(project.repository, change));
    const { outputs, temp, log } = await run(step, { command: "plan" });
    const made = { plan: outputs["plan"] ?? "", records: mkdtempSync(path.join(temp, "records-")) };
    const built = await run(step, { command: "build", plan: made.plan, job: "squid.release", records: made.records });
    if (built.status !== 0) throw new Error(log + built.log);
    return { step, made };
  }
  type Json = Record<string, unknown> & { units: Record<string, unknown>[] };
  const edit = (file: string, change: (json: Json) => void): void => {
    const json = JSON.parse(readFileSync(file, "utf8")) as Json;
    change(json);
    writeFileSync(file, JSON.stringify(json));
  };
  const inPlan =
    (change: (json: Json) => void) =>
    ({ plan }: Made) =>
      edit(plan, change);
  const inRecord =
    (change: (json: Json) => void) =>
    ({ records }: Made) => {
      const [name = ""] = readdirSync(records);
      edit(path.join(records, name), change);
    };
  const unit = (name: string) => (json: Json) => json.units.find((one) => one["name"] === name) ?? {};

  test("as they are: built and tested, and no more", async () => {
    const { step, made } = await prepare((pr) => pr.fork({ id: 666 }));
    await expectHarmless(await run(step, { command: "publish", ...made }), 0, "1 image built and tested");
  });

  test.each<[string, (made: Made) => void, number, string | RegExp]>([
    ["an intent that publishes", inPlan((json) => Object.assign(json, { intent: "publish" })), 1, /plan-(foreign|malformed)/],
    ["an intent that rebuilds", inPlan((json) => Object.assign(json, { intent: "rebuild" })), 1, /plan-(foreign|malformed)/],
    ["an intent with candidates", inPlan((json) => Object.assign(json, { intent: "candidate" })), 1, /plan-(foreign|malformed)/],
    ["an intent with secrets", inPlan((json) => Object.assign(json, { intent: "local" })), 1, "plan-foreign"],
    ["another repository", inPlan((json) => Object.assign(json, { repository: "osg/other" })), 1, "plan-foreign"],
    ["another run", inPlan((json) => Object.assign(json, { run: { id: "8", attempt: 1 } })), 1, "plan-foreign"],
    ["another commit", inPlan((json) => Object.assign(json, { commit: "0".repeat(40) })), 1, "plan-foreign"],
    [
      "a tag of a stream",
      inPlan((json) => Object.assign(unit("squid:release")(json), { tags: ["release"] })),
      1,
      "plan-malformed",
    ],
    [
      "a tag that is none",
      inPlan((json) => Object.assign(unit("squid:release")(json), { tags: ["../../x"] })),
      1,
      "plan-malformed",
    ],
    [
      "a unit that is an option",
      inPlan((json) => Object.assign(unit("squid:release")(json), { name: "--push" })),
      1,
      "plan-malformed",
    ],
    [
      "a unit that the configuration does not have",
      inPlan((json) => json.units.push({ ...unit("squid:release")(json), name: "evil:release", image: "evil" })),
      1,
      /plan-malformed|evil:release/,
    ],
    [
      "the repository of another image",
      inPlan((json) =>
        Object.assign(unit("squid:release")(json), {
          destinations: [{ repository: `${project.registry}/base`, required: true }],
        }),
      ),
      1,
      "plan-malformed",
    ],
    [
      "a prototype",
      ({ plan }) => writeFileSync(plan, readFileSync(plan, "utf8").replace("{", '{"__proto__":{"intent":"publish"},')),
      1,
      "plan-malformed",
    ],
    ["no JSON", ({ plan }) => writeFileSync(plan, "<html>"), 1, "plan-malformed"],
    ["65 MiB", ({ plan }) => writeFileSync(plan, " ".repeat(65 * 1024 * 1024)), 1, "plan-malformed"],
    [
      "a folder",
      ({ plan }) => {
        rmSync(plan);
        mkdirSync(plan);
      },
      1,
      /\[(?!internal)[\w-]+\]/,
    ],
    [
      "a record of a unit that is not of its job",
      inRecord((json) => Object.assign(json.units[0] ?? {}, { unit: "xcache:release" })),
      1,
      "record-malformed",
    ],
    [
      "a record with the digest of another image",
      inRecord((json) => Object.assign(json.units[0] ?? {}, { digest: `sha256:${"b".repeat(64)}` })),
      0,
      "1 image built and tested",
    ],
    ["a record of another run", inRecord((json) => Object.assign(json["plan"] ?? {}, { run: "8" })), 1, "record-foreign"],
    [
      "a record without a digest",
      inRecord((json) => Object.assign(json.units[0] ?? {}, { digest: undefined })),
      1,
      "record-malformed",
    ],
    [
      "a record of a job that is a path",
      inRecord((json) => Object.assign(json, { job: "../../x" })),
      1,
      /record-(foreign|malformed)/,
    ],
    [
      "a record of 65 MiB",
      ({ records }) => writeFileSync(path.join(records, "record-squid.release.json"), " ".repeat(65 * 1024 * 1024)),
      1,
      "record-malformed",
    ],
    [
      "a record that is a link to a file outside",
      ({ records }) => {
        const [name = ""] = readdirSync(records);
        rmSync(path.join(records, name));
        symlinkSync(path.join(outside, "file"), path.join(records, name));
      },
      1,
      /record|left no/,
    ],
  ])("of a fork: %s", async (_, forge, status, says) => {
    const { step, made } = await prepare((pr) => pr.fork({ id: 666 }));
    forge(made);
    await expectHarmless(await run(step, { command: "publish", ...made }), status, says);
  });

  test("of a fork: a job that is not in the plan", async () => {
    const { step, made } = await prepare((pr) => pr.fork({ id: 666 }));
    await expectHarmless(await run(step, { command: "build", job: "../../x", plan: made.plan }), 1, "build-unknown-job");
  });
});

describe("a configuration that reaches out of the repository", () => {
  const base = "images:\n  squid: ";
  test.each<[string, string, RegExp]>([
    ["a context above", `${base}{ context: .. }`, /config-/],
    ["an absolute context", `${base}{ context: /etc }`, /config-/],
    ["a Dockerfile above", `${base}{ context: squid, dockerfile: ../../../etc/passwd }`, /config-/],
    ["a named context above", `${base}{ context: squid, contexts: { x: ../.. } }`, /config-/],
    ["a secret's file above", `${base}{ context: squid, secrets: [{ id: x, src: ../../file }] }`, /config-/],
    ["a script above", `${base}{ context: squid, tests: [{ script: ../../bin/sh }] }`, /config-/],
    ["a tag that is no tag", `${base}{ context: squid, tag: "../x" }`, /config-/],
    ["a tag that is a candidate's", `${base}{ context: squid, tag: rc.release.pr-8 }`, /config-/],
    ["a tag that is a timestamp", `${base}{ context: squid, tag: release-20260101-0000 }`, /config-/],
    ["a tag that is too long", `${base}{ context: squid, tag: ${"x".repeat(129)} }`, /config-/],
    ["an image that is a path", "images:\n  ../squid: { context: squid }", /config-/],
    ["an image that is a command", "images:\n  '$(id)': { context: squid }", /config-/],
    [
      "a YAML bomb",
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefghij"].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghij"[at]}`).join(",")}]`).join("\n")}\nimages: {}\n`,
      /config-/,
    ],
  ])("%s", async (_, configuration, says) => {
    const text = `registries: [${project.registry}]\n${configuration.replaceAll("OUTSIDE", outside)}\n`;
    await expectHarmless(await run(propose(project.repository, { ".github/tagstream.yml": text }).fork({ id: 666 })), 1, says);
  });

  test("a secret's file outside: it is not handed over", async () => {
    const configuration = `registries: [${project.registry}]\nimages:\n  squid: { context: squid, secrets: [{ id: x, src: ${outside}/file }] }\n`;
    const files = {
      ".github/tagstream.yml": configuration,
      "squid/Dockerfile": "FROM busybox:1.36\nRUN --mount=type=secret,id=x test ! -e /run/secrets/x\n",
    };
    await expectHarmless(await run(propose(project.repository, files).fork({ id: 666 })), 0, "1 image built and tested");
  });

  test.each(["../../../../etc/passwd", "/etc/passwd", "squid"])("the input config: %s", async (config) => {
    await expectHarmless(await run(propose(project.repository, change).fork({ id: 666 }), { config }), 1, /config-|input-/);
  });

  test.each(["squid", "squid/Dockerfile"])("a link instead of %s", async (link) => {
    const { repository } = project;
    const pr = propose(repository, change);
    rmSync(path.join(repository.folder, link), { recursive: true });
    symlinkSync(link === "squid" ? outside : path.join(outside, "file"), path.join(repository.folder, link));
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "--amend", "--no-edit");
    const step = pr.fork({ id: 666 });
    const result = await run({ ...step, env: { ...step.env, GITHUB_SHA: repository.head() } });
    await expectHarmless(result, 1, /config-|build-/);
  });
});

describe("text that would be more than text", () => {
  const loud =
    "::error::planted-command\n::add-mask::x\n::stop-commands::y\n\u001b[31m</details><script>@everyone ![x](https://x.invalid)";

  test.each<[string, Files]>([
    ["what a test prints", { "tests/loud.sh": `#!/bin/sh\nprintf '%s\\n' '${loud}'\nexit 1\n` }],
    [
      "what a build prints",
      { "squid/Dockerfile": `FROM busybox:1.36\nRUN printf '%s\\n' '${loud.replaceAll("\n", " ")}' && exit 1\n` },
    ],
  ])("%s", async (_, files) => {
    const tests = `registries: [${project.registry}]\nimages:\n  squid: { context: squid, tests: [{ script: tests/loud.sh }] }\n`;
    const all = { "tests/loud.sh": "#!/bin/sh\n", ...change, ...files, ".github/tagstream.yml": tests };
    const result = await run(propose(project.repository, all).fork({ id: 666 }));
    await expectHarmless(result, 1, /test-failed|build-failed/);
    for (const line of result.log.split("\n")) expect(line).not.toMatch(/^::(add-mask|stop-commands|error::planted)/);
    expect(result.annotations.map(({ message }) => message).join()).not.toMatch(/^planted-command/);
    const outsideOfCode = result.summary.replace(/^(`{3,})text\n[\s\S]*?^\1$/gm, "");
    expect(outsideOfCode).toContain("<details>");
    expect(outsideOfCode).not.toMatch(/<script|!\[x\]|^::|@everyone/m);
  });

  test("what a test is called, a branch, a title, a person", async () => {
    const name = "::error::planted-command </details><script>@everyone ![x](https://x.invalid)";
    const configuration = `registries: [${project.registry}]\nimages:\n  squid: { context: squid, tests: [{ name: ${JSON.stringify(name)}, run: ["false"] }] }\n`;
    const step = propose(project.repository, { ...change, ".github/tagstream.yml": configuration }).fork({ id: 666 });
    const branch = "x](x.invalid)<script>|@everyone";
    const payload = step.payload as { pull_request: object };
    const pull_request = {
      ...payload.pull_request,
      title: loud,
      user: { login: loud },
      base: { ref: branch, sha: "0".repeat(40) },
    };
    const result = await run({ ...step, payload: { ...payload, pull_request } });
    await expectHarmless(result, 1, "test-failed");
    expect(result.log).not.toMatch(/^::error::planted/m);
    const outsideOfCode = result.summary.replace(/^(`{3,})text\n[\s\S]*?^\1$/gm, "");
    expect(outsideOfCode).not.toMatch(/<script|!\[x\]|\]\((https:|x\.)|^::|@everyone/m);
  });
});
