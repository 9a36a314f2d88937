/** @needs engine */
import { afterAll, describe, expect, test } from "@jest/globals";
import { type ActResult, actToken, runWithAct } from "../support/act.ts";
import { movingTag } from "../support/fixtures.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { HostedRepository } from "../support/github/hosted/repository.ts";
import { startGitHub } from "../support/github-server.ts";
import { pinTemplate } from "../support/pin-job.ts";
import { makeProject, type Project } from "../support/project.ts";
import { tagsOf } from "../support/registry-check.ts";
import { templates } from "../support/workflow-files.ts";

afterAll(removeFolders);

/** Two jobs: a base with two images on it, and an image of its own. */
const files: Files = {
  ...movingTag,
  ".github/tagstream.yml": `${movingTag[".github/tagstream.yml"]}  alone: { context: alone }\n`,
  "alone/Dockerfile": "FROM busybox:1.36\n",
};
const published = ["latest", "release", expect.stringMatching(/^release-\d{8}-\d{4}$/)];

const path = "workflows/rebuild.yml";

/**
 * Runs `rebuild.yml` for the commit that is checked out; the default branch's tip is its remote's.
 * @param deployed the repository that the images are deployed from: with the job for pins
 */
async function rebuild(project: Project, inputs?: Record<string, string>, deployed?: HostedRepository): Promise<ActResult> {
  const { repository } = project;
  const workflow = deployed ? pinTemplate(path) : templates.find((one) => one.path === path);
  if (!workflow) throw new Error("There is no workflows/rebuild.yml");
  repository.git("remote", "add", "github", "https://github.com/osg/images.git");
  const origin = repository.git("remote", "get-url", "origin");
  const tip = repository.git("ls-remote", "origin", "refs/heads/main").slice(0, 40);
  const github = await startGitHub();
  github.branches.set("main", tip);
  if (deployed) {
    const rights = { repositories: [deployed.name], contents: "write", pullRequests: "write", isJobs: true } as const;
    github.hosted = { repositories: [deployed], tokens: new Map([[actToken, rights]]), faults: [] };
  }
  const event = inputs
    ? ({ event: "workflow_dispatch", payload: { inputs, repository: { default_branch: "main" } } } as const)
    : ({ event: "schedule", payload: { schedule: "17 6 * * 1" } } as const);
  try {
    return await runWithAct({ repository: repository.folder, origin, workflow, apiUrl: github.url, ...event });
  } finally {
    await github.close();
  }
}

/** The tags of each image; none has two digests, since every image here has one stream. */
async function tagsOfAll({ registry }: Project): Promise<Record<string, string[]>> {
  const entries = ["base", "squid", "xcache", "alone"].map(async (image) => {
    const tags = await tagsOf(`${registry}/${image}`);
    expect(new Set(Object.values(tags)).size).toBeLessThanOrEqual(1);
    return [image, Object.keys(tags)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

describe("rebuild.yml, run by act", () => {
  test("every week: plans, builds in jobs of their own, publishes, and ends green", async () => {
    const project = makeProject(files);
    const { status, jobs, artifacts, leftovers, output } = await rebuild(project);
    expect({ status, jobs, output }).toEqual({
      status: 0,
      jobs: {
        plan: "success",
        "build base.release": "success",
        "build alone.release": "success",
        publish: "success",
        images: "success",
      },
      output: expect.stringContaining("All 4 images published"),
    });
    expect({ artifacts, leftovers }).toEqual({
      artifacts: ["plan", "record-alone.release", "record-base.release"],
      leftovers: [],
    });
    expect(await tagsOfAll(project)).toEqual({ base: published, squid: published, xcache: published, alone: published });
  });

  test("an image fails its test: the others are published, also those of its job, and pinned, and the run is red", async () => {
    const configuration = `${files[".github/tagstream.yml"]}pins: [{ repository: osg/k8s, files: ["*.yaml"] }]\n`;
    const project = makeProject({
      ...files,
      ".github/tagstream.yml": configuration,
      "squid/Dockerfile": "FROM REGISTRY/base:release\n",
    });
    const { registry } = project;
    const k8s = new HostedRepository("osg/k8s", {
      "a.yaml": `- ${registry}/squid:release\n- ${registry}/xcache:release\n`,
    });
    const { status, jobs, artifacts, leftovers, output } = await rebuild(project, undefined, k8s);
    expect({ status, jobs }).toEqual({
      status: 1,
      jobs: {
        plan: "success",
        "build base.release": "failure",
        "build alone.release": "success",
        publish: "failure",
        pin: "success",
        images: "failure",
      },
    });
    expect({ artifacts, leftovers }).toEqual({
      artifacts: ["plan", "record-alone.release", "record-base.release"],
      leftovers: [],
    });
    expect(k8s.bytes(k8s.open()[0]?.head ?? "main", "a.yaml").toString()).toMatch(
      new RegExp(`^- ${registry}/squid:release\\n- ${registry}/xcache:release-\\d{8}-\\d{4}@sha256:[0-9a-f]{64}\\n$`),
    );
    expect(output).toContain(`a.yaml:1 ${registry}/squid:release: ${registry}/squid has no tag release`);
    expect(await tagsOfAll(project)).toEqual({ base: published, squid: [], xcache: published, alone: published });
  });

  test("the commit that was planned is built, not the older one that the run was started for", async () => {
    const project = makeProject({ ...files, "alone/Dockerfile": "FROM busybox:1.36\nRUN exit 3\n" });
    const { repository } = project;
    const old = repository.head();
    repository.commit({ "alone/Dockerfile": "FROM busybox:1.36\n" });
    repository.git("push", "--quiet", "origin", "main");
    repository.git("reset", "--quiet", "--hard", old);
    const { status, jobs } = await rebuild(project, { only: "alone", "dry-run": "false" });
    expect({ status, jobs }).toEqual({
      status: 0,
      jobs: { plan: "success", "build alone.release": "success", publish: "success", images: "success" },
    });
    // `only` left the other images alone.
    expect(await tagsOfAll(project)).toEqual({ base: [], squid: [], xcache: [], alone: published });
  });

  test("with dry-run: says what would happen, and builds nothing", async () => {
    const project = makeProject(files);
    const { status, jobs, artifacts, output } = await rebuild(project, { only: "", "dry-run": "true" });
    expect({ status, jobs, artifacts, output }).toEqual({
      status: 0,
      jobs: { plan: "success", images: "success" },
      artifacts: ["plan"],
      output: expect.stringContaining("4 to build in 2 jobs"),
    });
    expect(await tagsOfAll(project)).toEqual({ base: [], squid: [], xcache: [], alone: [] });
  });

  test("a configuration with a mistake: nothing is built, and the run is red", async () => {
    const project = makeProject({
      ...files,
      ".github/tagstream.yml": "registries: [REGISTRY]\nimages: { alone: { contxt: alone } }\n",
    });
    const { status, jobs, artifacts, output } = await rebuild(project);
    expect({ status, jobs, artifacts, output }).toEqual({
      status: 1,
      jobs: { plan: "failure", images: "failure" },
      artifacts: [],
      output: expect.stringContaining("contxt"),
    });
  });
});
