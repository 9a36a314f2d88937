/** @needs engine */
import { afterAll, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { makeProject } from "../support/project.ts";
import { labelsOf, tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

test("a weekly run in a shallow checkout rebuilds the newest release, with its base and its own test, while main has moved on", async () => {
  const project = makeProject({
    ".github/tagstream.yml": `registries: [REGISTRY]
defaults: { packages: false }
streams: { edge: {}, release: { from: { tag: "v{version}" } } }
images:
  base: { context: base }
  app:
    context: app
    base: base
    secrets: [{ id: key, src: made/key }]
    tests: [{ script: test.sh }]
`,
    "base/Dockerfile": "FROM busybox:1.36\n",
    "app/Dockerfile": "FROM base\nRUN --mount=type=secret,id=key test -s /run/secrets/key\nCOPY version /version\n",
    "app/version": "released 1\n",
    "test.sh": '#!/bin/sh\ngrep -qx "released 1" app/version\n',
  });
  const { repository, registry } = project;
  repository.git("tag", "v1.0.0");
  const tagged = repository.head();
  const main = repository.commit({ "app/version": "unreleased\n", "test.sh": "#!/bin/sh\nexit 1\n" });
  repository.git("push", "--quiet", "origin", "main", "v1.0.0");
  const clone = repository.clone("--depth=1", "--no-tags");
  clone.git("remote", "set-url", "origin", repository.git("remote", "get-url", "origin"));
  clone.write({ "made/key": "hidden\n" }); // an earlier step of the job wrote it
  const { status, log } = await project.weekly({ workspace: clone.folder, env: { GITHUB_SHA: main, GITHUB_RUN_ID: "77" } });
  expect(log).toMatch(/app:release +v1\.0\.0@[0-9a-f]{7} +build/);
  expect(Object.keys(await tagsOf(`${registry}/app`)).filter((tag) => !/-\d{8}-\d{4}/.test(tag))).toEqual(["release"]);
  const labels = await labelsOf(`${registry}/app`, "release");
  expect(labels["org.opencontainers.image.revision"]).toBe(tagged);
  expect(labels["org.opencontainers.image.base.name"]).toBe(`${registry}/base:release`);
  expect(Object.keys(await tagsOf(`${registry}/base`))).toContain("edge");
  expect(status).toBe(1); // main's test fails, and that of the release passes
  expect(log).not.toContain("hidden");
});
