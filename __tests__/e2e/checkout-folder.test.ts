/**
 * A checkout in a folder of the workspace, built and published. What else is wrong there: `entrypoints.test.ts`.
 * @needs engine
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { engine } from "../support/engine.ts";
import { type Files, makeFolder, makeRepository, removeFolders, type TestRepository } from "../support/git.ts";
import { manifestOf, tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps, runStep } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

/** A repository in a folder of this name. */
function repositoryIn(name: string, files: Files): TestRepository {
  const folder = path.join(makeFolder(), name);
  mkdirSync(folder, { recursive: true });
  return makeRepository(files, folder);
}

test("a checkout in a folder of the workspace is published from there: its configuration, contexts and scripts, and the branch's tip where that is newer", async () => {
  const registry = `${engine("TAGSTREAM_TEST_REGISTRY")}/test-${path.basename(makeFolder()).toLowerCase()}`;
  const made = repositoryIn("my src", {
    ".github/tagstream.yml": `registries: [${registry}]\ndefaults: { packages: false }\nimages: { app: { context: app, tests: [{ script: tests/app.sh }] } }\n`,
    "app/Dockerfile": "FROM busybox:1.36\nCOPY text /app\n",
    "app/text": "app 1\n",
    "tests/app.sh": "#!/bin/sh\ngrep -q '^app' app/text\n",
  });
  const old = made.head();
  const tip = made.commit({ "app/text": "app 2\n" });
  made.publish();
  made.git("checkout", "--quiet", "--detach", old);
  const workspace = path.dirname(made.folder);
  const step = { workspace, event: "push", payload: { repository: { default_branch: "main" } }, env: { GITHUB_SHA: old } };
  const { status, log } = await runStep({ ...step, inputs: { path: "./my src/" } });
  expect({ status, log }).toMatchObject({ status: 0 });
  expect(Object.keys(await tagsOf(`${registry}/app`))).toContain("release");
  const { annotations } = (await manifestOf(`${registry}/app`, "release")).content;
  expect(annotations).toMatchObject({ "org.opencontainers.image.revision": tip });
});
