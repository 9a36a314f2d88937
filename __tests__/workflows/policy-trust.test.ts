import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parseDocument } from "yaml";
import { root, templates, type WorkflowFile } from "../support/workflow-files.ts";
import { findViolations } from "../support/workflow-policy.ts";

const expression = (text: string): string => `\${{ ${text} }}`;
const [candidate] = templates.filter((file) => file.path === "workflows/candidate.yml") as [WorkflowFile];
const [promote] = templates.filter((file) => file.path === "workflows/promote.yml") as [WorkflowFile];

/** `promote.yml` as people change it who read docs/reference/events.md. */
function afterAnotherWorkflow(): WorkflowFile {
  const page = readFileSync(path.join(root, "docs/reference/events.md"), "utf8");
  const [, text = ""] = /```yaml\n(name: publish\n[\s\S]*?)```/.exec(page) ?? [];
  const shown = parseDocument(text);
  const changed = parseDocument(promote.text);
  changed.set("on", shown.get("on"));
  changed.setIn(["jobs", "plan", "if"], shown.getIn(["jobs", "images", "if"]));
  return { path: promote.path, text: changed.toString({ lineWidth: 0 }) };
}

describe("workflow_run", () => {
  test("is safe in the form that the reference shows", () => {
    expect(findViolations(afterAnotherWorkflow())).toEqual([]);
  });

  const own = "github.event.workflow_run.event == 'push' && github.event.workflow_run.conclusion == 'success'";
  const planted: [what: string, from: string | RegExp, to: string, found: RegExp][] = [
    ["each change of a run", "types: [ completed ]", "types: [ requested ]", /several runs for one workflow_run/],
    ["any workflow", /workflows: \[.*\]/, "workflows: [ ]", /without `workflows` and `branches`/],
    ["any branch", /branches: \[.*\]/, "branches: [ ]", /without `workflows` and `branches`/],
    ["any run before it", own, "true", /job plan: starts after any run/],
    ["a pull request's run", "event == 'push'", "event == 'pull_request'", /job plan: starts after any run/],
    ["a failed run", " && github.event.workflow_run.conclusion == 'success'", "", /job plan: starts after any run/],
    ["an alternative", own, `${own} || github.actor == 'octo'`, /job plan: starts after any run/],
    [
      "another run's commit",
      /persist-credentials: false/,
      `persist-credentials: false\n          ref: ${expression("github.event.workflow_run.head_sha")}`,
      /takes github\.event\.workflow_run\.head_sha/,
    ],
    [
      "another run's artifacts",
      /name: plan\n/,
      `name: plan\n          run-id: ${expression("github.event.workflow_run.id")}\n`,
      /takes github\.event\.workflow_run\.id/,
    ],
  ];
  test.each(planted)("is not with %s", (_, from, to, found) => {
    const file = afterAnotherWorkflow();
    const text = file.text.replace(from, to);
    expect(text).not.toBe(file.text);
    expect(findViolations({ ...file, text }).join("\n")).toMatch(found);
  });
});

describe("checkouts", () => {
  const ref = /\n {10}ref: \$\{\{ needs\.plan\.outputs\.revision \}\}/;
  test.each<[what: string, file: WorkflowFile, from: string | RegExp, to: string, found: RegExp]>([
    ["credentials", promote, "persist-credentials: false", "fetch-depth: 2", /job plan: leaves credentials in the checkout/],
    ["another commit than the plan's", promote, ref, "", /job build: reads a plan, and does not check out/],
    ["a proposed change's own commit", candidate, ref, "", /job build: reads a plan, and does not check out/],
  ])("with %s are found", (_, file, from, to, found) => {
    const text = file.text.replace(from, to);
    expect(text).not.toBe(file.text);
    expect(findViolations({ ...file, text }).join("\n")).toMatch(found);
  });
});
