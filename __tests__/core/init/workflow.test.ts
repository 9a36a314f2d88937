import { describe, expect, test } from "@jest/globals";
import { neededValues } from "../../../src/core/init/needed-values.ts";
import { workflowFile } from "../../../src/core/init/workflow-file.ts";

describe("the workflow's file", () => {
  test.each([
    [[], "images.yml"],
    [["images.yml"], "tagstream.yml"],
    [["images.yml", "tagstream.yml"], "tagstream-2.yml"],
    [["images.yml", "tagstream.yml", "tagstream-2.yml"], "tagstream-3.yml"],
  ])("beside %j it is %s", (taken, file) => {
    expect(workflowFile((path) => taken.some((name) => path === `.github/workflows/${name}`))).toBe(`.github/workflows/${file}`);
  });
});

test("secrets and variables that a workflow names, each once, without GitHub's own token", () => {
  const text = `
    username: \${{ vars.HUB_USER }}
    password: \${{ secrets.HUB_TOKEN }}
    again: \${{ secrets.HUB_TOKEN }} \${{ secrets.GITHUB_TOKEN }} \${{ github.token }}`;
  expect(neededValues(text)).toEqual([
    { kind: "variable", name: "HUB_USER" },
    { kind: "secret", name: "HUB_TOKEN" },
  ]);
});
