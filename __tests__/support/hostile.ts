import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect } from "@jest/globals";
import { engine } from "./engine.ts";
import { movingTag } from "./fixtures.ts";
import { type Files, removeFolders } from "./git.ts";
import { type GitHub, startGitHub } from "./github-server.ts";
import { makeProject, type Project } from "./project.ts";
import { type Recorder, recordRegistry } from "./recorder.ts";
import { tagsOf } from "./registry-check.ts";
import { cleanUpSteps, type Step, type StepResult } from "./runner.ts";
import { succeed } from "./version.ts";

/** The step of a stranger's run. */
export type Proposal = Partial<Step> & { event: string };

const planted = { secret: "planted-value-of-the-secret", file: "planted-content-of-a-file", token: "planted-token" };
const images = ["base", "squid", "xcache"];

/** A published project that a stranger's change is proposed to, with secrets that no change may reach. */
export interface HostileSetting {
  readonly project: Project;
  /** A folder outside the repository, with a `file` in it. */
  readonly outside: string;
  /** A change to the squid, which a stranger proposes and whose image builds. */
  readonly change: Files;
  /** Runs a step with all that a careless workflow could hand to it. */
  run(step: Proposal, inputs?: Record<string, string>): Promise<StepResult>;
  /** Expects that a run ended so, said so, showed no secret, and changed nothing anywhere. */
  expectHarmless(result: StepResult, status: number, says: string | RegExp): Promise<void>;
}

/** The run ended so, said so, and showed neither a stack nor a secret. */
function expectEnded({ log, summary, outputs, ...result }: StepResult, status: number, says: string | RegExp): void {
  expect({ status: result.status, log }).toMatchObject({ status });
  expect(log).toMatch(typeof says === "string" ? new RegExp(says.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")) : says);
  expect(log).not.toMatch(/^ +at .*:\d+:\d+\)?$/m); // no stack
  for (const text of [log, summary, ...Object.values(outputs)]) {
    for (const value of Object.values(planted)) expect(text).not.toContain(value);
  }
}

const changedSquid = ({ registry }: Project): Files => ({
  "squid/Dockerfile": `FROM ${registry}/base:release\nRUN cat /base > /squid && echo changed >> /squid\n`,
});

function makeOutside(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tagstream-outside-"));
  writeFileSync(path.join(folder, "file"), planted.file);
  return folder;
}

/** What each image shows. */
async function tagsOfAll({ registry }: Project): Promise<object> {
  const entries = images.map(async (image) => [image, await tagsOf(`${registry}/${image}`)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Publishes the project before all tests of a file; each begins at its main branch. */
export function hostileSetting(): HostileSetting {
  let github: GitHub;
  let recorder: Recorder;
  let project: Project;
  let outside: string;
  let before: object;

  beforeAll(async () => {
    github = await startGitHub();
    recorder = await recordRegistry(engine("TAGSTREAM_TEST_REGISTRY"));
    project = makeProject(movingTag, recorder.host);
    outside = makeOutside();
    await succeed(project.push());
    before = await tagsOfAll(project);
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

  return {
    get project() {
      return project;
    },
    get outside() {
      return outside;
    },
    get change() {
      return changedSquid(project);
    },
    run: (step, inputs = {}) =>
      project.step({
        ...step,
        inputs: { token: planted.token, ...inputs },
        env: { ...step.env, ...github.env, PLANTED: planted.secret, GITHUB_RUN_ID: "7" },
      }),
    expectHarmless: async (result, status, says) => {
      expectEnded(result, status, says);
      expect(recorder.requests.filter(({ method }) => method !== "GET" && method !== "HEAD")).toEqual([]);
      expect(github.requests.filter((line) => !line.startsWith("GET "))).toEqual([]);
      expect(await tagsOfAll(project)).toEqual(before);
    },
  };
}
