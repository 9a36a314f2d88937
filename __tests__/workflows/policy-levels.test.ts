import { describe, expect, test } from "@jest/globals";
import { templates, type WorkflowFile } from "../support/workflow-files.ts";
import { findViolations } from "../support/workflow-policy.ts";

const expression = (text: string): string => `\${{ ${text} }}`;
const levelled = templates.filter(({ path }) => /(rebuild|promote|candidate)\.yml$/.test(path));
const [candidate] = templates.filter(({ path }) => path === "workflows/candidate.yml") as [WorkflowFile];
const buildJobs = ["build", "build-2", "build-3"];

/** The violations of a template after a change of its text. */
function after(file: WorkflowFile, from: string | RegExp, to: string): string[] {
  const text = file.text.replace(from, to);
  expect(text).not.toBe(file.text);
  return findViolations({ ...file, text });
}

describe.each(levelled)("the levels of $path", (file) => {
  test.each<[what: string, from: string | RegExp, to: string, found: string]>([
    ["a level that nothing builds", / {2}build-3:[\s\S]*?\n\n/, "", "not one job builds `matrix-3` of the plan"],
    ["a level that is built twice", "outputs.matrix-3 ||", "outputs.matrix-2 ||", "not one job builds `matrix-2` of the plan"],
    [
      "a level beside the one of its bases",
      "[plan, build, build-2]",
      "[plan, build]",
      "job build-3: does not wait for job build-2",
    ],
    ["a publication before the last level", /(publish:\n.*), build-3/, "$1", "job publish: does not wait for job build-3"],
    [
      "a runner of its own",
      /(build-2:[\s\S]*?runs-on:).*/,
      "$1 macos-26",
      "job build-2: runs on another runner than the plan says",
    ],
  ])("find %s", (_, from, to, found) => {
    expect(after(file, from, to)).toContain(found);
  });
});

// One text is the steps of three jobs: what is wrong in it is wrong in each.
describe("steps behind an alias", () => {
  test.each<[what: string, from: string | RegExp, to: string, found: string]>([
    [
      "records that are not received",
      / +pattern: record-\*\n/,
      "          name: record-base\n",
      "does not receive the records of the jobs before",
    ],
    [
      "the records of other jobs among its own",
      `records/record-${expression("matrix.job")}.json`,
      "records/",
      "does not hand on its own record alone",
    ],
    [
      "credentials in a checkout",
      /(outputs\.revision \}\}\n +)persist-credentials: false/,
      "$1fetch-depth: 1",
      "leaves credentials in the checkout, which Tagstream does not need",
    ],
    [
      "another commit than the plan's",
      /\n {10}ref: \$\{\{ needs\.plan\.outputs\.revision \}\}/,
      "",
      "reads a plan, and does not check out the commit of its configuration",
    ],
    [
      "a login for a stranger",
      /(setup-buildx-action[\s\S]*?)\n {8}if: .*head\.repo\.id.*/,
      "$1",
      "logs in for a stranger's change",
    ],
    [
      "a secret for a stranger",
      "          command: build\n",
      `          command: build\n        env:\n          TOKEN: ${expression("secrets.TOKEN")}\n`,
      "hands a secret to a stranger's change",
    ],
  ])("are searched in each job for %s", (_, from, to, found) => {
    const violations = after(candidate, from, to);
    expect(violations).toEqual(expect.arrayContaining(buildJobs.map((job) => `job ${job}: ${found}`)));
  });
});
