import { randomBytes } from "node:crypto";
import { afterAll, beforeAll } from "@jest/globals";
import { type BuilderCalls, watchBuilder } from "./builder-calls.ts";
import { engine } from "./engine.ts";
import { movingTag } from "./fixtures.ts";
import { type Files, removeFolders } from "./git.ts";
import { type GitHub, startGitHub } from "./github-server.ts";
import { keepState, type Restore } from "./kept-state.ts";
import { makeProject, type Project } from "./project.ts";
import { type PullRequest, propose } from "./pull-request.ts";
import { tagsOf } from "./registry-check.ts";
import { cleanUpSteps, type Step, type StepResult } from "./runner.ts";

/** A published project, with a green pull request. */
export interface Proposed {
  project: Project;
  /** The project's place in the second registry: `host/path`. */
  second: string;
  number: number;
  pull: PullRequest;
  files: Files;
  /** The squid's candidate. */
  digest: string;
}

export interface PromotionSetting {
  readonly github: GitHub;
  readonly builder: BuilderCalls;
  /** The pull request that changes the squid: built for the first test that asks, and put back for others. */
  proposeSquid(): Promise<Proposed>;
  /** One of its own, with this change. */
  propose(change: (registry: string) => Files, prepare?: (project: Project) => Promise<void>): Promise<Proposed>;
  /** A run for the push of what is checked out; the builder is watched. */
  push(made: Pick<Proposed, "project">, step?: Pick<Step, "main">): Promise<StepResult>;
  /** What the squid's stream shows in both registries. */
  released(made: Proposed): Promise<(string | undefined)[]>;
}

/** The movingTag in two registries: what is published has to be the same in both. */
const twoRegistries = (second: string): Files => ({
  ...movingTag,
  ".github/tagstream.yml": (movingTag[".github/tagstream.yml"] ?? "").replace(
    /^registries: .*$/m,
    `registries: [REGISTRY, ${second}]`,
  ),
});

const changedSquid = (registry: string): Files => ({
  "squid/Dockerfile": `FROM ${registry}/base:release\nRUN cat /base > /squid && echo proposed >> /squid\n`,
});

/** Publishes a project, proposes a change to it, and builds its candidate. */
async function proposeTo(
  github: GitHub,
  number: number,
  change: (registry: string) => Files,
  prepare?: (project: Project) => Promise<void>,
): Promise<Proposed> {
  const second = `${engine("TAGSTREAM_TEST_REGISTRY_B")}/promotion-${randomBytes(6).toString("hex")}`;
  const project = makeProject(twoRegistries(second));
  const first = await project.push();
  if (first.status !== 0) throw new Error(first.log);
  await prepare?.(project);
  const files = change(project.registry);
  const pull = propose(project.repository, files, number);
  github.pulls.set(number, { state: "open", merged: false, head: pull.head, comments: [] });
  const env = { ...pull.step.env, ...github.env };
  const candidate = await project.step({ ...pull.step, env, inputs: { token: "t" } });
  if (candidate.status !== 0) throw new Error(candidate.log);
  const digest = (await tagsOf(`${project.registry}/squid`))[`rc.release.pr-${number}`] ?? "";
  return { project, second, number, pull, files, digest };
}

/** For the tests of a file. */
export function promotionSetting(): PromotionSetting {
  let github: GitHub;
  let builder: BuilderCalls;
  let number = 100;
  let shared: { made: Proposed; restore: Restore } | undefined;
  beforeAll(async () => {
    github = await startGitHub();
    builder = watchBuilder();
  });
  afterAll(async () => {
    builder.close();
    cleanUpSteps();
    removeFolders();
    await github.close();
  });

  const setting: PromotionSetting = {
    get github() {
      return github;
    },
    get builder() {
      return builder;
    },
    proposeSquid: async () => {
      if (shared) await shared.restore();
      else {
        const made = await setting.propose(changedSquid);
        const { project, second } = made;
        const images = [project.registry, second].flatMap((place) =>
          ["base", "squid", "xcache"].map((image) => `${place}/${image}`),
        );
        shared = { made, restore: await keepState({ repository: project.repository, github, images }) };
      }
      return shared.made;
    },
    propose: (change, prepare) => proposeTo(github, ++number, change, prepare),
    push: ({ project }, step = {}) => {
      project.repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
      builder.forget();
      return project.push({ ...step, env: builder.env });
    },
    released: async ({ project, second }) => [
      (await tagsOf(`${project.registry}/squid`))["release"],
      (await tagsOf(`${second}/squid`))["release"],
    ],
  };
  return setting;
}
