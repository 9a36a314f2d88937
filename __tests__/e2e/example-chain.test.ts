/**
 * examples/chain: bases from the Dockerfiles, one image with two of them, and aliases from a label.
 * @needs engine
 */
import { afterAll, expect, test } from "@jest/globals";
import { exampleProject, inside, land, nothing, pushBranch, Shown } from "../support/example-project.ts";
import { removeFolders } from "../support/git.ts";
import { labelsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";
import { succeed } from "../support/version.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

const project = exampleProject("chain", "localhost:5000/chain");
const { registry, repository } = project;
const images = ["base", "runtime", "tools", "service"];
const shownOf = (...names: string[]): Promise<Shown[]> => Promise.all(names.map((name) => Shown.of(`${registry}/${name}`)));

test("one weekly run builds the chain in one job, each image on the digests just built", async () => {
  const { log, outputs } = await succeed(project.weekly());
  expect(log).toMatch(/service:release +build +scheduled rebuild, on runtime:release and tools:release/);
  expect(log).toContain("4 to build in 1 job");
  const digests = JSON.parse(outputs["digests"] ?? "") as Record<string, string>;
  const shown = await shownOf(...images);
  expect(shown.map((one) => one.since(nothing))).toEqual([
    ["release", "release-TIME"],
    ["3.1.0", "release", "release-TIME"],
    ["release", "release-TIME"],
    ["release", "release-TIME", "runtime-3.1.0"],
  ]);
  for (const [at, one] of shown.entries()) {
    expect(new Set(Object.values(one.tags))).toEqual(new Set([digests[`${images[at]}:release`]]));
  }
  for (const [image, base] of Object.entries({ runtime: "base", tools: "base", service: "runtime" }))
    expect(await labelsOf(`${registry}/${image}`, "release")).toMatchObject({
      "org.opencontainers.image.base.name": `${registry}/${base}:release`,
      "org.opencontainers.image.base.digest": digests[`${base}:release`],
    });
  expect(inside(`${registry}/service:release`, "service")).toBe("HELLO FROM RUNTIME 3.1.0");
});

test("a change of base concerns all four; where tools fails its test, service stays as it was, and the others are out", async () => {
  const before = await shownOf(...images);
  const base = `${repository.git("show", "main:base/Dockerfile")}\nRUN touch /changed\n`;
  land(project, "main", { "base/Dockerfile": base, "tools/shout.sh": "#!/bin/sh\necho hoarse >&2\nexit 1\n" });
  const { status, log, summary } = await pushBranch(project, "main");
  expect(status).toBe(1);
  expect(log).toContain("4 to build in 1 job");
  const after = await shownOf(...images);
  const out = ["release", "release-TIME"];
  expect(after.map((one, at) => one.since(before[at] ?? nothing))).toEqual([out, ["3.1.0", ...out], [], []]);
  expect(summary).toContain("hoarse");
  expect(summary).toMatch(/service.*its base tools:release failed/);
});

test("once tools is mended, it and service are built, on the base and the runtime that are out", async () => {
  const before = await shownOf(...images);
  land(project, "main", { "tools/shout.sh": repository.git("show", "main~1:tools/shout.sh") });
  const { log } = await succeed(pushBranch(project, "main"));
  for (const name of ["base", "runtime"]) expect(log).toMatch(new RegExp(`${name}:release +leave +up to date`));
  const after = await shownOf(...images);
  const out = ["release", "release-TIME"];
  expect(after.map((one, at) => one.since(before[at] ?? nothing))).toEqual([[], [], out, [...out, "runtime-3.1.0"]]);
  const [, runtime] = after;
  expect(await labelsOf(`${registry}/service`, "release")).toMatchObject({
    "org.opencontainers.image.base.digest": runtime?.tags["release"],
  });
  expect(inside(`${registry}/service:release`, "ls", "/changed")).toBe("/changed");
});
