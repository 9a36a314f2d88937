import { readFileSync } from "node:fs";
import { afterAll, beforeAll } from "@jest/globals";
import { engine } from "./engine.ts";
import { movingTag } from "./fixtures.ts";
import { type Files, removeFolders } from "./git.ts";
import { type GitHub, startGitHub } from "./github-server.ts";
import { makeProject, type Project } from "./project.ts";
import { type Recorder, recordRegistry } from "./recorder.ts";
import { tagsOf } from "./registry-check.ts";
import { cleanUpSteps } from "./runner.ts";

/** Tags with their digests, by image. */
type State = Record<string, Record<string, string>>;

/** A published project, whose squid's build says whether it got a secret, for pull requests to change. */
export interface ProposalSetting {
  readonly github: GitHub;
  readonly recorder: Recorder;
  readonly project: Project;
  /** What the project's images showed before any test. */
  readonly published: State;
  /** What they show now. */
  registryState(): Promise<State>;
  /** The same, without the tags of candidates. */
  streams(): Promise<State>;
  /** The step with a token, for a pull request that is open, at the commit that it is about. */
  onGitHub<Of extends { env?: Record<string, string>; inputs?: Record<string, string> }>(
    step: Of,
    head: string,
    number?: number,
  ): Of;
  commentOf(number?: number): string[];
}

const images = ["base", "squid", "xcache", "fresh"];
const secretive: Files = {
  ...movingTag,
  ".github/tagstream.yml": (movingTag[".github/tagstream.yml"] ?? "").replace(
    "squid: { context",
    "squid: { secrets: [PLANTED], context",
  ),
};
const looks = "RUN --mount=type=secret,id=PLANTED if [ -s /run/secrets/PLANTED ]; then echo got-it; else echo got-none; fi\n";

export const changedSquid = (registry: string): Files => ({
  "squid/Dockerfile": `FROM ${registry}/base:release\n${looks}RUN cat /base > /squid && echo changed >> /squid\n`,
});

/** The changed squid, and one image more, which was never published. */
export const withFresh = ({ repository, registry }: Project): Files => ({
  ...changedSquid(registry),
  "fresh/Dockerfile": "FROM busybox:1.36\nRUN echo fresh > /fresh\n",
  ".github/tagstream.yml": `${readFileSync(`${repository.folder}/.github/tagstream.yml`, "utf8")}  fresh: { context: fresh, tests: [{ run: [test, -e, /fresh] }] }\n`,
});

export const env = { PLANTED: "planted-value-of-the-secret" };
export const withSecret = <Of extends { env?: Record<string, string> }>(step: Of): Of => ({
  ...step,
  env: { ...step.env, ...env },
});

/** Publishes the project before all tests of a file. */
export function proposalSetting(): ProposalSetting {
  let github: GitHub;
  let recorder: Recorder;
  let project: Project;
  let published: State;
  beforeAll(async () => {
    github = await startGitHub();
    recorder = await recordRegistry(engine("TAGSTREAM_TEST_REGISTRY"));
    project = makeProject(secretive, recorder.host);
    const first = await project.push({ env });
    if (first.status !== 0) throw new Error(first.log);
    published = await setting.registryState();
  });
  afterAll(async () => {
    cleanUpSteps();
    removeFolders();
    await recorder.close();
    await github.close();
  });
  const setting: ProposalSetting = {
    get github() {
      return github;
    },
    get recorder() {
      return recorder;
    },
    get project() {
      return project;
    },
    get published() {
      return published;
    },
    registryState: async () =>
      Object.fromEntries(
        await Promise.all(images.map(async (image) => [image, await tagsOf(`${project.registry}/${image}`)] as const)),
      ),
    streams: async () => {
      const withoutCandidates = (tags: Record<string, string>) =>
        Object.fromEntries(Object.entries(tags).filter(([tag]) => !tag.startsWith("rc.")));
      const state = await setting.registryState();
      return Object.fromEntries(Object.entries(state).map(([image, tags]) => [image, withoutCandidates(tags)]));
    },
    onGitHub: (step, head, number = 7) => {
      const comments = github.pulls.get(number)?.comments ?? [];
      github.pulls.set(number, { state: "open", merged: false, head, comments });
      return withSecret({ ...step, env: { ...step.env, ...github.env }, inputs: { token: "planted-token", ...step.inputs } });
    },
    commentOf: (number = 7) => (github.pulls.get(number)?.comments ?? []).map(({ body }) => body),
  };
  return setting;
}
