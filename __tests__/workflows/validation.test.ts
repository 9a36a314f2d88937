import { describe, expect, test } from "@jest/globals";
import { action, exampleWorkflows, ownWorkflows, templates, type WorkflowFile } from "../support/workflow-files.ts";
import { findProblems } from "../support/workflow-validation.ts";

const files = [...templates, ...exampleWorkflows, ...ownWorkflows, action];

describe("GitHub's language service", () => {
  test.each(files)("finds nothing in $path", async (file) => {
    expect(await findProblems(file)).toEqual([]);
  });

  // Otherwise an empty list above would say nothing.
  const planted: [what: string, path: string, from: string | RegExp, to: string, found: RegExp][] = [
    [
      "an input that our action does not have",
      "workflows/rebuild.yml",
      "          job: ",
      "          jobs: ",
      /Invalid action input 'jobs'/,
    ],
    [
      "an input that another action does not have",
      "workflows/rebuild.yml",
      "merge-multiple",
      "merge-all",
      /Invalid action input 'merge-all'/,
    ],
    [
      "an action that nobody knows",
      "workflows/rebuild.yml",
      "docker/login-action",
      "docker/logon-action",
      /Unable to resolve action/,
    ],
    ["a required input left out", "workflows/rebuild.yml", / {10}path: .*plan\.json\n/, "", /Missing required input `path`/],
    ["a job that does not exist", "workflows/rebuild.yml", "needs: [plan, build]", "needs: [plan, bild]", /bild/],
    [
      "an output that the job does not have",
      "workflows/rebuild.yml",
      "needs.plan.outputs.revision",
      "needs.plan.outputs.version",
      /version/,
    ],
    ["a step that does not exist", "workflows/rebuild.yml", "steps.plan.outputs.matrix", "steps.plans.outputs.matrix", /plans/],
    ["an unknown key", "workflows/rebuild.yml", "timeout-minutes", "timeout-minute", /timeout-minute/],
    ["an unknown permission", "workflows/rebuild.yml", "packages: write", "package: write", /package/],
    [
      "a queue that would be cancelled",
      "workflows/rebuild.yml",
      "cancel-in-progress: false",
      "cancel-in-progress: true",
      /queue/,
    ],
    ["a cron line that is none", "workflows/rebuild.yml", "17 6 * * *", "17 6 * *", /cron/i],
    ["an event that does not exist", ".github/workflows/ci.yml", "merge_group", "merge_queue", /merge_queue/],
    [
      "a misspelt input of our own action",
      ".github/workflows/ci.yml",
      "          config: ",
      "          konfig: ",
      /Invalid action input 'konfig'/,
    ],
    [
      "a misspelt input of an action in a folder",
      ".github/workflows/codeql.yml",
      "languages: ",
      "language: ",
      /Invalid action input 'language'/,
    ],
    [
      "a misspelt input of another action",
      ".github/workflows/dependency-review.yml",
      "fail-on-scopes: ",
      "fail-on-scope: ",
      /Invalid action input 'fail-on-scope'/,
    ],
    ["a choice that is none", "workflows/rollback.yml", "type: choice", "type: choise", /choise/],
    ["an input that the form does not have", "workflows/rollback.yml", "inputs.expires", "inputs.expire", /expire/],
    [
      "an input of the form that our action does not have",
      "workflows/rollback.yml",
      "          expires: ",
      "          expiry: ",
      /Invalid action input 'expiry'/,
    ],
    ["a form's verdict that is no input", "workflows/verify.yml", "inputs.verdict", "inputs.verdicts", /verdicts/],
    [
      "an output of the plan that the job does not hand on",
      "workflows/follow.yml",
      "needs.plan.outputs.to-publish",
      "needs.plan.outputs.to-move",
      /to-move/,
    ],
    ["an approval that does not exist", "workflows/follow.yml", "needs.approve.result", "needs.approval.result", /approval/],
    ["an icon that does not exist", "action.yml", "icon: tag", "icon: tagg", /tagg/],
    ["an unknown key in our metadata", "action.yml", "  main: dist", "  mein: dist", /mein/],
  ];
  test.each(planted)("finds %s", async (_, path, from, to, found) => {
    const file = files.find((one) => one.path === path) as WorkflowFile;
    const text = file.text.replace(from, to);
    expect(text).not.toBe(file.text);
    expect((await findProblems({ ...file, text })).join("\n")).toMatch(found);
  });
});
