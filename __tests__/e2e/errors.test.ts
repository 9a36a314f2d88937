/** @needs engine */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { engine } from "../support/engine.ts";
import { movingTag } from "../support/fixtures.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { makeProject, type Project } from "../support/project.ts";
import { type RecordedRequest, type RecorderOptions, recordRegistry } from "../support/recorder.ts";
import { startRegistry } from "../support/registry.ts";
import { tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps, type StepResult } from "../support/runner.ts";

const recorders: { close(): Promise<void> }[] = [];
const makeRecorder = async (variable = "TAGSTREAM_TEST_REGISTRY", options: RecorderOptions = {}) => {
  const recorder = await recordRegistry(engine(variable), options);
  recorders.push(recorder);
  return recorder;
};

afterAll(async () => {
  cleanUpSteps();
  removeFolders();
  for (const recorder of recorders) await recorder.close();
});

/** The movingTag without its third image, where two are enough. */
const two: Files = {
  ...movingTag,
  ".github/tagstream.yml": (movingTag[".github/tagstream.yml"] ?? "").replace(/^ {2}xcache:.*\n/m, ""),
};

const secret = "planted-value-of-the-secret";
const withSecret = (files: Files): Files => ({
  ...files,
  ".github/tagstream.yml": (files[".github/tagstream.yml"] ?? "").replace(
    "squid: { context",
    "squid: { secrets: [PLANTED], context",
  ),
});

/** BuildKit says `#1 …` of whatever it does. */
const built = /^ *#\d+ |built sha256:/m;
/** An image was pushed, or a tag given; beginning an upload to see whether one may is neither. */
const pushes = (requests: readonly RecordedRequest[]) => requests.filter(({ method }) => method === "PUT" || method === "PATCH");

describe("what would fail late is found before anything is built", () => {
  test("a builder that cannot push by digest", async () => {
    const recorder = await makeRecorder();
    const { weekly } = makeProject(movingTag, recorder.host);
    const env = { BUILDX_BUILDER: "default", GITHUB_ACTION_REPOSITORY: "octo-org/tagstream", GITHUB_ACTION_REF: "v1" };
    const { status, log, annotations } = await weekly({ env });
    expect({ status, log }).toMatchObject({ status: 1, log: expect.not.stringMatching(built) });
    expect(annotations).toMatchObject([{ kind: "error", message: expect.stringContaining("docker/setup-buildx-action") }]);
    const page = "https://github.com/octo-org/tagstream/blob/v1/docs/reference/errors.md";
    expect(annotations[0]?.message).toMatch(new RegExp(`\\[builder-driver\\]\n${page}#builder-driver$`));
    expect(pushes(recorder.requests)).toEqual([]);
  });

  test("a registry that lets nobody in without a login", async () => {
    const registry = await startRegistry({ kind: "basic" });
    try {
      const { weekly } = makeProject(movingTag, registry.host);
      const { status, log } = await weekly();
      expect({ status, log }).toMatchObject({ status: 1, log: expect.not.stringMatching(built) });
      expect(log).toContain(registry.host);
      expect(log).toMatch(/log in|login/i);
      expect(log).toContain("docker/login-action");
    } finally {
      await registry.stop();
    }
  });

  test("a registry that lets everybody read, and not push", async () => {
    const recorder = await makeRecorder("TAGSTREAM_TEST_REGISTRY", {
      refuse: ({ method }) => (method === "POST" ? 403 : undefined),
    });
    const { weekly } = makeProject(movingTag, recorder.host);
    const { status, log } = await weekly();
    expect({ status, log }).toMatchObject({ status: 1, log: expect.not.stringMatching(built) });
    for (const image of ["base", "squid", "xcache"]) expect(log).toContain(`/${image}`);
    expect(log).toContain("refused to push");
    expect(log).toMatch(/registry-(?:login|denied)/);
    expect(pushes(recorder.requests)).toEqual([]);
  });

  test("a secret that is not there, together with whatever else is wrong", async () => {
    const recorder = await makeRecorder();
    const { weekly } = makeProject(withSecret(movingTag), recorder.host);
    const alone = await weekly();
    expect(alone).toMatchObject({ status: 1, log: expect.not.stringMatching(built) });
    expect(alone.log).toMatch(/The secret "PLANTED" of squid:release is missing/);
    const both = await weekly({ env: { BUILDX_BUILDER: "default" } });
    expect(both.log).toContain("build-secret-missing");
    expect(both.log).toContain("builder-driver");
    expect(pushes(recorder.requests)).toEqual([]);
  });
});

/** Every text that a step left. */
function textsOf({ log, summary, outputs, temp, annotations }: StepResult): string[] {
  const left = readdirSync(temp, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = left.map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
  return [log, summary, ...Object.values(outputs), ...files, JSON.stringify(annotations)];
}

describe("a secret's value shows nowhere", () => {
  const printing = (end: string): Files =>
    withSecret({
      ...two,
      "squid/Dockerfile": `FROM REGISTRY/base:release\nRUN --mount=type=secret,id=PLANTED cat /run/secrets/PLANTED && echo " was read"${end}\nRUN touch /squid\n`,
    });

  test("a build that prints it and fails", async () => {
    const { step } = makeProject(printing(" && exit 3"));
    const env = { PLANTED: secret, GITHUB_RUN_ID: "77" };
    const run = await step({ event: "schedule", env });
    expect({ status: run.status, log: run.log }).toMatchObject({ status: 1 });
    expect(run.log).toMatch(/\*\*\* was read/);
    for (const text of textsOf(run)) expect(text).not.toContain(secret);
  });

  test("a build that prints it: in the plan, the record and the publication of three jobs", async () => {
    const { step } = makeProject(printing(""));
    const env = { PLANTED: secret, GITHUB_RUN_ID: "78" };
    const planned = await step({ event: "schedule", env, inputs: { command: "plan" } });
    const inputs = { command: "build", plan: planned.outputs["plan"] ?? "", job: "base.release", records: planned.temp };
    const record = await step({ event: "schedule", env, inputs });
    expect({ status: record.status, log: record.log }).toMatchObject({ status: 0 });
    expect(record.log).toMatch(/\*\*\* was read/);
    const published = await step({ event: "schedule", env, inputs: { ...inputs, command: "publish" } });
    expect({ status: published.status, log: published.log }).toMatchObject({ status: 0 });
    expect(textsOf(planned).join()).toContain("PLANTED"); // its name is no secret
    expect(readFileSync(record.outputs["record"] ?? "", "utf8")).toContain("squid:release");
    for (const text of [planned, record, published].flatMap(textsOf)) expect(text).not.toContain(secret);
  });

  test("a test's script that prints it and fails", async () => {
    const files = withSecret(two);
    files[".github/tagstream.yml"] = (files[".github/tagstream.yml"] ?? "").replace(
      "[{ run: [test, -e, /squid] }]",
      "[{ script: tests/print.sh }]",
    );
    const { weekly } = makeProject({ ...files, "tests/print.sh": '#!/bin/sh\necho "it is [$PLANTED]"\nexit 3\n' });
    const run = await weekly({ env: { PLANTED: secret } });
    expect({ status: run.status, log: run.log }).toMatchObject({ status: 1, log: expect.stringMatching(/it is \[/) });
    for (const text of textsOf(run)) expect(text).not.toContain(secret);
  });
});

describe("a process that is killed while it publishes", () => {
  const files = (second: string): Files => ({
    ".github/tagstream.yml": `registries: [REGISTRY, ${second}]
defaults: { packages: false }
aliases: [{ tag: newest, timestamps: true }]
images:
  service: { context: service, tests: [{ run: [test, -e, /service] }] }
`,
    "service/Dockerfile": "FROM busybox:1.36\nRUN touch /service\n",
  });

  const isTag = ({ method, path: asked }: RecordedRequest): boolean => method === "PUT" && /\/manifests\/(?!sha256:)/.test(asked);

  // Two registries, each with two timestamp tags and then two that move. The fault suite kills at all effects.
  test.each([3, 7])("after tag %i of 8: a push of something else completes it, without a build", async (moment) => {
    let written = 0;
    let kill: (() => void) | undefined;
    const done: RecorderOptions["done"] = (request, status) => {
      if (!isTag(request) || status !== 201) return true;
      written++;
      if (written === moment) kill?.();
      return written < moment || kill === undefined;
    };
    const first = await makeRecorder("TAGSTREAM_TEST_REGISTRY", { done });
    const second = await makeRecorder("TAGSTREAM_TEST_REGISTRY_B", { done });
    const place = `${second.host}/test-${Date.now().toString(36)}-${moment}`;
    const project: Project = makeProject(files(place), first.host);
    const killed = await project.push({
      onOutput: (_, signal) => {
        kill ??= () => signal("SIGKILL");
      },
    });
    expect(killed).toMatchObject({ status: null, signal: "SIGKILL" });
    kill = undefined;
    const repositories = [`${project.registry}/service`, `${place}/service`];
    const before = await Promise.all(repositories.map(tagsOf));
    expect(before.flatMap((tags) => Object.keys(tags))).toHaveLength(moment);

    project.repository.commit({ "README.md": "of no image\n" });
    project.repository.git("push", "--quiet", "origin", "main");
    const { status, log } = await project.push();
    expect({ status, log }).toMatchObject({ status: 0, log: expect.not.stringMatching(built) });
    const [digest] = Object.values(before[0] ?? {});
    for (const tags of await Promise.all(repositories.map(tagsOf))) {
      expect(Object.keys(tags)).toEqual([
        "newest",
        expect.stringMatching(/^newest-\d{8}-\d{4}$/),
        "release",
        expect.stringMatching(/^release-\d{8}-\d{4}$/),
      ]);
      expect(new Set(Object.values(tags))).toEqual(new Set([digest]));
    }
  });
});

test("two runs publish at once, in the same minute: a red one says so, and once run again both have a timestamp", async () => {
  const project = makeProject(two);
  const at = (id: string, inputs: Record<string, string>) =>
    project.step({ event: "schedule", inputs, env: { GITHUB_RUN_ID: id } });
  const minuteOf = (step: StepResult): string => JSON.parse(readFileSync(step.outputs["plan"] ?? "", "utf8")).timestamp;
  let plans: StepResult[] = [];
  do plans = await Promise.all(["81", "82"].map((id) => at(id, { command: "plan" })));
  while (new Set(plans.map(minuteOf)).size > 1);
  const publications = await Promise.all(
    plans.map(async ({ outputs, temp }, index) => {
      const id = ["81", "82"][index] ?? "";
      const plan = outputs["plan"] ?? "";
      const { status, log } = await at(id, { command: "build", plan, job: "base.release", records: temp });
      expect({ status, log }).toMatchObject({ status: 0 });
      return () => at(id, { command: "publish", plan, records: temp });
    }),
  );
  // A registry cannot be told to write a tag only where there is none: what one run has just written, the other may overwrite.
  // The templates keep them apart; where nothing does, a run that lost something is red.
  for (const { status, log } of await Promise.all(publications.map((publish) => publish()))) {
    if (status !== 0) expect(log).toMatch(/never overwr|another run is publishing/);
  }
  for (const publish of publications) {
    const { status, log } = await publish();
    expect(status === 0 ? "" : log).toBe("");
  }
  for (const image of ["base", "squid"]) {
    const tags = await tagsOf(`${project.registry}/${image}`);
    const stamps = Object.keys(tags).filter((tag) => /\d{8}/.test(tag));
    expect(new Set(stamps.map((stamp) => tags[stamp])).size).toBe(2);
    const newest = tags[stamps.toSorted().at(-1) ?? ""];
    expect(tags).toMatchObject({ release: newest, latest: newest });
  }
});
