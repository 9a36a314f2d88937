import { randomBytes } from "node:crypto";
import { engine } from "./engine.ts";
import { type Files, makeRepository, type TestRepository } from "./git.ts";
import { runStep, type Step, type StepResult } from "./runner.ts";

/** A user's repository, with a remote, and a place of its own in the real registry. */
export interface Project {
  repository: TestRepository;
  /** `localhost:5000/test-…`: what the configuration names as its registry. */
  registry: string;
  /** Runs the action in the repository as a step of a workflow. */
  step(step: Partial<Step> & { event: string }): Promise<StepResult>;
  /** The next weekly run: each has a run id of its own. */
  weekly(step?: Partial<Step>): Promise<StepResult>;
  /** A run for the push of what is checked out. */
  push(step?: Partial<Step>): Promise<StepResult>;
}

let runs = 1000;

/**
 * `REGISTRY`, or another text, in the files stands for the project's place in the registry, `host`: the engine's, unless told otherwise.
 * @param run what runs its steps: the bundle, unless told otherwise
 */
export function makeProject(
  files: Files,
  host = engine("TAGSTREAM_TEST_REGISTRY"),
  placeholder = "REGISTRY",
  run = runStep,
): Project {
  const registry = `${host}/test-${randomBytes(5).toString("hex")}`;
  const filled = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll(placeholder, registry)]));
  const repository = makeRepository(filled);
  repository.publish();
  const step = (of: Partial<Step> & { event: string }): Promise<StepResult> =>
    run({
      workspace: repository.folder,
      ...of,
      env: { GITHUB_SHA: repository.head(), GITHUB_RUN_ID: String(++runs), ...of.env },
    });
  const payload = { repository: { default_branch: "main" } };
  return {
    repository,
    registry,
    step,
    weekly: (of = {}) => step({ event: "schedule", payload: { schedule: "17 6 * * 1" }, ...of }),
    push: (of = {}) => step({ event: "push", payload, ...of }),
  };
}
