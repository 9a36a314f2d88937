/**
 * A stranger's pull request is built and tested, and nothing of it leaves the runner.
 * @needs engine
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { ask } from "../support/ask.ts";
import { changedSquid, env, proposalSetting, withFresh, withSecret } from "../support/proposals.ts";
import { propose } from "../support/pull-request.ts";

const setting = proposalSetting();

describe("a stranger's pull request is built and tested, and nothing of it leaves the runner", () => {
  const strangers = [
    ["a fork", (pr: ReturnType<typeof propose>) => pr.fork({ id: 666 })],
    ["a fork that has been deleted", (pr: ReturnType<typeof propose>) => pr.fork(null)],
    ["Dependabot", (pr: ReturnType<typeof propose>) => pr.dependabot],
  ] as const;

  /** Whatever was asked of the registry was a question, asked without a login. */
  let before: typeof setting.published;
  beforeAll(async () => {
    before = await setting.registryState();
  });
  async function expectNothingLeft(): Promise<void> {
    expect(setting.recorder.requests.filter(({ method }) => method !== "GET" && method !== "HEAD")).toEqual([]);
    expect(setting.recorder.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
    expect(await setting.registryState()).toEqual(before);
    const place = setting.project.registry.slice(setting.project.registry.indexOf("/") + 1);
    const catalog = await ask(`http://${setting.recorder.host}/v2/_catalog?n=100&last=${place}`);
    const { repositories } = (await catalog.json()) as { repositories: string[] };
    expect(repositories.filter((name) => name.startsWith(`${place}/`)).toSorted()).toEqual(
      ["base", "squid", "xcache"].map((image) => `${place}/${image}`),
    );
  }

  test.each(strangers)("%s, with `run`", async (_, stepOf) => {
    setting.project.repository.git("checkout", "--quiet", "--detach", "main");
    const step = withSecret(stepOf(propose(setting.project.repository, withFresh(setting.project))));
    setting.recorder.requests.length = 0;
    const { status, log, outputs, summary } = await setting.project.step(step);
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(/squid:release +build/);
    expect(log).toMatch(/fresh:release +build +new/);
    expect(log.match(/^ *built in .*1 test passed/gm)).toHaveLength(2); // so they were tested
    expect(log).toMatch(/ got-none$/m);
    expect(log).not.toMatch(/ got-it$/m);
    for (const text of [log, summary, ...Object.values(outputs)]) expect(text).not.toContain(env.PLANTED);
    await expectNothingLeft();
  });

  test("a fork, with a base and what is built on it", async () => {
    const files = { "base/Dockerfile": "FROM busybox:1.36\nARG CHANNEL\nRUN echo proposed-base > /base\n" };
    const configuration = setting.project.repository.git("show", "main:.github/tagstream.yml");
    const tests = configuration.replace("[test, -e, /xcache]", "[grep, proposed-base, /xcache]");
    const proposed = propose(setting.project.repository, { ...files, ".github/tagstream.yml": tests });
    setting.recorder.requests.length = 0;
    const { status, log } = await setting.project.step(withSecret(proposed.fork({ id: 666 })));
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log.match(/^ *built in .*1 test passed/gm)).toHaveLength(3);
    await expectNothingLeft();
  });

  test("a login of a step before, and the action's own, is kept from it; the summary says how to have the image oneself", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "tagstream-login-"));
    const own = process.env["DOCKER_CONFIG"] ?? path.join(os.homedir(), ".docker");
    const scoped = path.join(folder, "buildx/config", setting.recorder.host);
    mkdirSync(scoped, { recursive: true });
    for (const name of ["cli-plugins", "contexts", "buildx/instances", "buildx/current", "buildx/defaults"]) {
      if (existsSync(path.join(own, name))) symlinkSync(path.join(own, name), path.join(folder, name));
    }
    const auth = Buffer.from("octo:planted-login").toString("base64");
    const auths = { [setting.recorder.host]: { auth } };
    writeFileSync(path.join(folder, "config.json"), JSON.stringify({ auths, credsStore: "none" }));
    writeFileSync(path.join(scoped, "config.json"), JSON.stringify({ auths }));
    setting.project.repository.git("checkout", "--quiet", "--detach", "main");
    const configuration = readFileSync(`${setting.project.repository.folder}/.github/tagstream.yml`, "utf8");
    const { fork } = propose(setting.project.repository, {
      ...changedSquid(setting.project.registry),
      "tests/login.sh": `#!/bin/sh
echo "config: $(cat "$DOCKER_CONFIG/config.json")"
! grep -Rq auth "$DOCKER_CONFIG/config.json" "$DOCKER_CONFIG/buildx/" || exit 1
! tr '\\0' '\\n' < /proc/$PPID/environ | grep -E '^(INPUT|ACTIONS)_'
`,
      ".github/tagstream.yml": configuration.replace("[test, -e, /squid]", "[test, -e, /squid] }, { script: tests/login.sh"),
    });
    const step = withSecret(fork({ id: 666 }));
    setting.recorder.requests.length = 0;
    const env = { ...step.env, DOCKER_CONFIG: folder, ACTIONS_RUNTIME_TOKEN: "planted-runtime" };
    const inputs = { ...step.inputs, token: "planted-token" };
    const { status, log, summary } = await setting.project.step({ ...step, inputs, env });
    rmSync(folder, { recursive: true });
    expect(log).toContain("2 tests passed");
    expect(status).toBe(0);
    expect(summary).toContain(
      "git fetch origin pull/7/merge && git checkout FETCH_HEAD\ntagstream build --local --only 'squid:release'",
    );
    await expectNothingLeft();
  });

  test("a failing test makes it red", async () => {
    const { fork } = propose(setting.project.repository, {
      "xcache/Dockerfile": `FROM ${setting.project.registry}/base:release\nRUN echo without the file\n`,
    });
    setting.recorder.requests.length = 0;
    const { status, log } = await setting.project.step(fork({ id: 666 }));
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("test-failed") });
    await expectNothingLeft();
  });

  test("an image that cannot be built without a secret is not checked, and makes nothing red", async () => {
    const secret = "RUN --mount=type=secret,id=PLANTED,required=true cat /run/secrets/PLANTED > /dev/null\n";
    const change = { "squid/Dockerfile": `FROM ${setting.project.registry}/base:release\n${secret}` };
    const before = await setting.registryState();
    const { status, log, summary } = await setting.project.step(propose(setting.project.repository, change).fork({ id: 666 }));
    expect({ status, log }).toMatchObject({ status: 0, log: expect.stringMatching(/squid:release +not checked/) });
    expect(log).toContain("the secret PLANTED, which Tagstream withholds from untrusted changes");
    expect(summary).toContain("1 image not checked: a secret is missing");
    expect(await setting.registryState()).toEqual(before);
  });

  test.each<[string, string, (configuration: string) => string]>([
    ["breaks for another reason than its secret", "squid", (configuration) => configuration],
    [
      "lacks a secret that the change itself asks for",
      "xcache",
      (text) => text.replace("xcache: {", "xcache: { secrets: [PLANTED],"),
    ],
  ])("an image that %s makes it red", async (_, image, configured) => {
    const configuration = readFileSync(`${setting.project.repository.folder}/.github/tagstream.yml`, "utf8");
    const step = image === "squid" ? "RUN false\n" : "RUN --mount=type=secret,id=PLANTED,required=true true\n";
    const { fork } = propose(setting.project.repository, {
      [`${image}/Dockerfile`]: `FROM ${setting.project.registry}/base:release\n${step}`,
      ".github/tagstream.yml": configured(configuration),
    });
    const { status, log } = await setting.project.step(fork({ id: 666 }));
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringMatching(`${image}:release +build failed`) });
  });
});
