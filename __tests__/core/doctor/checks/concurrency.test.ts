/** The groups of jobs that write tags: each fault, planted in a healthy workflow. */
import { describe, expect, test } from "@jest/globals";
import { concurrency } from "../../../../src/core/doctor/checks/concurrency.ts";
import { findingsOf, workflowIn, workflowOf, workflowsWith } from "../../../support/doctor-facts.ts";

const subject = "images.yml, job images";
const at = (line: number) => ({ place: { file: ".github/workflows/images.yml", line } });

describe("concurrency", () => {
  const line = /concurrency: .*/;
  const found = (given: string) => findingsOf(concurrency, workflowsWith([line, given]));
  const remedy = "give it `concurrency: { group: tagstream-publish, queue: max }`";
  const row = { level: "risk", check: "concurrency", subject, remedy, ...at(10) };

  test.each([
    ["env: {}", "its runs write tags at the same time as others"],
    ["concurrency: tagstream", "without `queue: max`, a third run pushes out the one that waits: its publication is lost"],
    ["concurrency: { group: a, queue: max, cancel-in-progress: true }", "a newer run ends it in the middle of a publication"],
  ])("%s", (given, what) => {
    expect(found(given)).toEqual([{ ...row, what }]);
  });

  test("may cancel pull requests", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    const cancel = "cancel-in-progress: ${{ github.event_name == 'pull_request' }}";
    expect(found(`concurrency:\n  group: a\n  queue: max\n  ${cancel}`)).toEqual([]);
  });

  test("has no other member if the run names it, whatever it cancels", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    const group = "tagstream-candidate-${{ github.event.number || github.run_id }}";
    const what = "its runs write tags at the same time as others";
    expect(found(`concurrency: { group: "${group}", cancel-in-progress: true }`)).toEqual([{ ...row, what }]);
  });

  test("is one group for all jobs that write tags", () => {
    const other = (group: string) =>
      workflowIn(
        ".github/workflows/rollback.yml",
        `on: workflow_dispatch\njobs:\n  back:\n    concurrency: { group: ${group}, queue: max }\n    steps: [{ uses: octo/tagstream@v1, with: { command: rollback } }]\n`,
      );
    const both = (group: string) => findingsOf(concurrency, { workflows: { known: [workflowOf(), other(group)] } });
    expect(both("tagstream-publish")).toEqual([]);
    expect(both("back")).toEqual([
      {
        level: "risk",
        check: "concurrency",
        subject: "jobs that write tags",
        what: "these jobs are in different groups, so they write tags at the same time: images.yml, job images; rollback.yml, job back",
        remedy: "give each `concurrency: { group: tagstream-publish, queue: max }`",
      },
    ]);
  });
});
