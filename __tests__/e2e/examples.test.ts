/** @needs engine */
import { afterAll, expect, test } from "@jest/globals";
import { readExampleToBuild } from "../support/example.ts";
import { inside } from "../support/example-project.ts";
import { removeFolders } from "../support/git.ts";
import { makeProject } from "../support/project.ts";
import { tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

test("examples/minimal: one weekly run publishes what it tested", async () => {
  const files = readExampleToBuild("minimal");
  const configuration = files[".github/tagstream.yml"] ?? "";
  const { registry, weekly } = makeProject({ ...files, ".github/tagstream.yml": `registries: [REGISTRY]\n${configuration}` });
  const { status, log } = await weekly();
  expect(status === 0 ? "" : log).toBe("");
  expect(log).toMatch(/1 test passed/);
  const tags = await tagsOf(`${registry}/hello`);
  expect(Object.keys(tags)).toEqual(["release", expect.stringMatching(/^release-\d{8}-\d{4}$/)]);
  expect(new Set(Object.values(tags)).size).toBe(1);
  expect(inside(`${registry}/hello:release`, "cat", "/www/index.html")).toBe(files["index.html"]?.trim());
});
