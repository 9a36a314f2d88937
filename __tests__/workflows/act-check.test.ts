/** @needs engine */
import { afterAll, describe, expect, test } from "@jest/globals";
import { type ActResult, runWithAct } from "../support/act.ts";
import { movingTag } from "../support/fixtures.ts";
import { removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject, type Project } from "../support/project.ts";
import { templates } from "../support/workflow-files.ts";

afterAll(removeFolders);

/** Runs `check.yml` as its schedule does. */
async function check({ repository }: Project, github: GitHub): Promise<ActResult> {
  const workflow = templates.find(({ path }) => path === "workflows/check.yml");
  if (!workflow) throw new Error("There is no workflows/check.yml");
  const origin = repository.git("remote", "get-url", "origin");
  const payload = { schedule: "43 7 * * *", repository: { default_branch: "main" } };
  return runWithAct({ repository: repository.folder, origin, workflow, apiUrl: github.url, event: "schedule", payload });
}

describe("check.yml, run by act", () => {
  test("every day: green while images are fresh, then red, with one issue", async () => {
    const project = makeProject(movingTag);
    project.repository.git("remote", "add", "github", "https://github.com/osg/images.git");
    const github = await startGitHub();
    github.branches.set("main", project.repository.head());
    github.workflows.set("rebuild.yml", { state: "disabled_inactivity", changed: "2026-11-01T00:00:00Z" });
    try {
      const never = await check(project, github);
      expect({ status: never.status, output: never.output }).toEqual({
        status: 0,
        output: expect.stringContaining("never published"),
      });
      const { status, log } = await project.push({ env: github.env, inputs: { token: "t" } });
      expect({ status, log }).toMatchObject({ status: 0 });
      expect((await check(project, github)).output).toMatch(/fresh: \d+ min \(limit 10 d\)/);
      // A timestamp is a whole minute, so this makes every image stale.
      const configuration = movingTag[".github/tagstream.yml"]?.replace("REGISTRY", project.registry);
      project.repository.commit({ ".github/tagstream.yml": `${configuration}\nrebuild: { stale: 1s }\n` });
      project.repository.git("push", "--quiet", "origin", "main");
      const late = await check(project, github);
      expect({ status: late.status, jobs: late.jobs }).toEqual({ status: 1, jobs: { check: "failure" } });
      const [issue, ...others] = github.issues.values();
      expect([issue?.labels, others]).toEqual([["tagstream-stale"], []]);
      expect(issue?.body).toContain("GitHub disabled it, because the repository had no activity for 60 days");
    } finally {
      await github.close();
    }
  });
});
