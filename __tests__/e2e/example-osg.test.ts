/** @needs engine */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runCommandLine } from "../support/command-line.ts";
import { containersOf, unpinned } from "../support/deployed.ts";
import { runUntilReady } from "../support/deployed-in-docker.ts";
import { removeFolders } from "../support/git.ts";
import { kubeconform, kustomize } from "../support/kubernetes.ts";
import { type OsgRun, weeklyOsgRun } from "../support/osg-example.ts";
import { headOf, tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";

let run: OsgRun;

beforeAll(async () => {
  const base = "software-base:25-deb12";
  const services = ["frontier-squid", "xcache"].map((image) => `${image}:25-deb12-release`);
  run = await weeklyOsgRun([`${base}-release`, `${base}-testing`, ...services]);
});

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

test("examples/osg: a base in two streams, squid and xcache, on Debian 12, with tests of three kinds", () => {
  // Three of the base (`run`, `run`, `script`), four of each service (`run`, `exec`, two scripts).
  expect(run.passed).toBe("3344");
  expect(run.summary).toContain("All 4");
});

describe("its manifests, pinned by `tagstream pin --write`", () => {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: run.folder, encoding: "utf8" });
  const deploy = () => path.join(run.folder, "deploy");
  const services = ["frontier-squid", "xcache"];
  const stream = "25-deb12-release";

  test("the pins, and nothing else, are what the stream shows", async () => {
    const { status, stderr } = runCommandLine(run.folder, ["pin", "--write"]);
    expect(status === 0 ? "" : stderr).toBe("");
    expect(git("diff", "--numstat").trim().split("\n")).toEqual([
      "1\t1\tdeploy/frontier-squid.yaml",
      "2\t2\tdeploy/kustomization.yaml",
    ]);
    const kustomization = readFileSync(path.join(deploy(), "kustomization.yaml"), "utf8");
    const shown = (await tagsOf(`${run.registry}/xcache`))[stream];
    expect(kustomization).toMatch(new RegExp(`newTag: ${stream}-\\d{8}-\\d{4}\\n +digest: ${shown}\\n`));
  });

  test("kustomize renders them, Kubernetes knows every key, and every container's image can be pulled", async () => {
    const rendered = kustomize(deploy());
    expect(kubeconform(rendered)).toEqual([]);
    expect(unpinned(rendered)).toEqual([]);
    const images = new Map(containersOf(rendered).map(({ workload, image }) => [workload, image]));
    expect([...images.keys()]).toEqual(services);
    for (const [service, image] of images) {
      const [, repository = "", tag = "", digest = ""] = /^(.*):([^:@]+)@(.*)$/.exec(image) ?? [];
      expect({ repository, digest }).toEqual({
        repository: `${run.registry}/${service}`,
        digest: run.digests[`${service}:${stream}`],
      });
      expect(await headOf(repository, digest)).toEqual({ status: 200, digest });
      expect(await headOf(repository, tag)).toEqual({ status: 200, digest });
    }
  });

  test("both services run with the rights that the manifests leave them, and the cache may write to a new volume", () => {
    const rendered = kustomize(deploy());
    expect(runUntilReady(rendered, "frontier-squid")).toBe("");
    expect(runUntilReady(rendered, "xcache", ["sh", "-c", '[ "$(stat -c %U /xcache)" = xrootd ]'])).toBe("");
  });

  test("a second time there is nothing to do", () => {
    const before = git("diff");
    expect(runCommandLine(run.folder, ["pin", "--write"]).status).toBe(0);
    expect(git("diff")).toBe(before);
  });
});
