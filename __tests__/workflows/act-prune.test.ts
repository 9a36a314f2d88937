/** @needs engine */
import { afterAll, expect, test } from "@jest/globals";
import { createRegistry } from "../../src/adapters/registry/index.ts";
import { type ActResult, type ActRun, runWithAct } from "../support/act.ts";
import { removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject, type Project } from "../support/project.ts";
import { makeManifest } from "../support/registry.ts";
import { tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";
import { templates } from "../support/workflow-files.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

const files = {
  ".github/tagstream.yml":
    "registries: [REGISTRY]\ndefaults: { packages: false }\nimages: { squid: { context: squid } }\nretention: { all: 30d, protect: ['*-20260103-*'] }\n",
  "squid/Dockerfile": "FROM scratch\nCOPY Dockerfile /\n",
};
const old = ["20260101-0617", "20260102-0617", "20260103-0617", "20260104-0617"];

/** Runs `prune.yml` for an event. */
async function prune({ repository }: Project, github: GitHub, event: ActRun["event"], payload: object): Promise<ActResult> {
  const workflow = templates.find(({ path }) => path === "workflows/prune.yml");
  if (!workflow) throw new Error("There is no workflows/prune.yml");
  const origin = repository.git("remote", "get-url", "origin");
  const whole = { repository: { default_branch: "main" }, sender: { login: "octo" }, ...payload };
  return runWithAct({ repository: repository.folder, origin, workflow, apiUrl: github.url, event, payload: whole });
}

/** Puts older publications beside the one that a run made: other images of the same platforms. */
async function publishOlder(repository: string): Promise<void> {
  const registry = createRegistry();
  const newest = await registry.manifest(repository, "release");
  if (!newest) throw new Error("nothing is published");
  for (const stamp of old) {
    const index = { ...(JSON.parse(Buffer.from(newest.bytes).toString()) as object), annotations: { old: stamp } };
    await registry.putManifest(repository, `release-${stamp}`, makeManifest(newest.mediaType, index));
  }
}

test("prune.yml, run by act: its schedule only looks; the form removes what no rule keeps", async () => {
  const project = makeProject(files);
  project.repository.git("remote", "add", "github", "https://github.com/osg/images.git");
  const github = await startGitHub();
  github.branches.set("main", project.repository.head());
  const squid = `${project.registry}/squid`;
  const stamps = async () => Object.keys(await tagsOf(squid)).filter((tag) => tag.startsWith("release-2026010"));
  try {
    const { status, log } = await project.push({ env: github.env, inputs: { token: "t" } });
    expect({ status, log }).toMatchObject({ status: 0 });
    await publishOlder(squid);
    const before = await tagsOf(squid);

    const look = await prune(project, github, "schedule", { schedule: "37 4 * * 0" });
    expect({ status: look.status, output: look.output }).toEqual({
      status: 0,
      output: expect.stringContaining("would remove 2"),
    });
    expect(await tagsOf(squid)).toEqual(before);

    const removal = await prune(project, github, "workflow_dispatch", {
      inputs: { only: "squid", "dry-run": "false", accept: "false" },
    });
    expect({ status: removal.status, output: removal.output }).toEqual({
      status: 0,
      output: expect.stringContaining("removed 2"),
    });
    // The newest of them is what a rollback goes to.
    expect(await stamps()).toEqual(["release-20260103-0617", "release-20260104-0617"]);
  } finally {
    await github.close();
  }
});
