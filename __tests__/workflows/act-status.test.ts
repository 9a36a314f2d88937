/** @needs engine */
import { afterAll, expect, test } from "@jest/globals";
import { runWithAct } from "../support/act.ts";
import { movingTag } from "../support/fixtures.ts";
import { removeFolders } from "../support/git.ts";
import { startGitHub } from "../support/github-server.ts";
import { makeProject } from "../support/project.ts";
import { templates } from "../support/workflow-files.ts";

afterAll(removeFolders);

test("status.yml, run by act on its schedule, deploys the page, its data and badges", async () => {
  const workflow = templates.find(({ path }) => path === "workflows/status.yml");
  if (!workflow) throw new Error("There is no workflows/status.yml");
  const project = makeProject(movingTag);
  const { repository } = project;
  repository.git("remote", "add", "github", "https://github.com/osg/images.git");
  const github = await startGitHub();
  github.branches.set("main", repository.head());
  try {
    const origin = repository.git("remote", "get-url", "origin");
    const payload = { schedule: "53 8 * * *", repository: { default_branch: "main" } };
    const { status, jobs, files, output } = await runWithAct({
      repository: repository.folder,
      origin,
      workflow,
      apiUrl: github.url,
      event: "schedule",
      payload,
    });
    expect({ status, jobs, output }).toMatchObject({ status: 0, jobs: { page: "success", deploy: "success" } });
    expect(files).toEqual(["github-pages/badges", "github-pages/index.html", "github-pages/status.json"]);
  } finally {
    await github.close();
  }
});
