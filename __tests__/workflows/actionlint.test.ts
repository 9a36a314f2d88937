/** @needs engine */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { allShapes } from "../support/init-shapes.ts";
import { pinTemplate, withPinJob } from "../support/pin-job.ts";
import { shapeWorkflow } from "../support/shape-workflows.ts";
import { exampleWorkflows, ownWorkflows, root, templates, type WorkflowFile } from "../support/workflow-files.ts";
import { writtenWorkflows } from "../support/written-workflows.ts";

/** actionlint is built together with act. */
const act = process.env["TAGSTREAM_ACT"];
const withPins = withPinJob.map((file) => ({ ...pinTemplate(file), path: file.replace(".yml", "-with-pins.yml") }));
const written = writtenWorkflows.map(({ path: file, text }) => ({ path: `written/${path.basename(file)}`, text }));
const known = [...ownWorkflows, ...templates, ...withPins, ...exampleWorkflows, ...written];

let files: WorkflowFile[];
beforeAll(async () => {
  files = [...known];
  for (const shape of allShapes) files.push(await shapeWorkflow(shape));
});
afterAll(removeFolders);

/** What actionlint finds in workflows, with our configuration. */
function lint(workflows: readonly { path: string; text: string }[]): string {
  if (!act) throw new Error('TAGSTREAM_ACT is not set: run `script/engine tools act`, then `eval "$(script/engine env)"`.');
  const folder = mkdtempSync(path.join(tmpdir(), "tagstream-actionlint-"));
  try {
    for (const { path: file, text } of workflows) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    const options = [
      "-no-color",
      "-oneline",
      "-shellcheck=",
      "-pyflakes=",
      "-config-file",
      path.join(root, ".github/actionlint.yaml"),
    ];
    const linter = path.join(path.dirname(act), "actionlint");
    const { stdout, stderr, error } = spawnSync(linter, [...options, ...workflows.map((file) => file.path)], {
      cwd: folder,
      encoding: "utf8",
    });
    if (error) throw error;
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("actionlint", () => {
  test("finds nothing in our workflows, templates and examples, and in those that init writes in each shape", () => {
    expect(files.length).toBe(known.length + allShapes.length);
    expect(lint(files)).toBe("");
  });

  test("finds a planted fault in each", () => {
    const found = lint(
      files.map(({ path: file, text }) => ({ path: file, text: text.replace(/runs-on: .*/, "runs-on: ubuntu-1.04") })),
    );
    expect(
      new Set(
        found
          .trim()
          .split("\n")
          .map((line) => line.split(":")[0]),
      ),
    ).toEqual(new Set(files.map((file) => file.path)));
  });
});
