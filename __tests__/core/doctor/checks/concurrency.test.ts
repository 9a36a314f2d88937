/** The check of concurrency groups: each fault, planted in a healthy workflow. */
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

  test("of a run's own number is none, and cancels nothing but pull requests", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    const own = "concurrency: { group: 'a-${{ github.event.number || github.run_id }}', cancel-in-progress: true }";
    expect(found(own)).toEqual([{ ...row, what: "its runs write tags at the same time as others" }]);
    const job = "    concurrency: { group: tagstream-publish, queue: max }\n    steps:";
    expect(findingsOf(concurrency, workflowsWith([line, own], [/ {4}steps:/, job]))).toEqual([]);
    const condition = "    if: github.event_name == 'pull_request' || github.event_name == 'merge_group'\n    steps:";
    expect(findingsOf(concurrency, workflowsWith([line, own], [/ {4}steps:/, condition]))).toEqual([]);
    const others = condition.replace("'merge_group'", "'push'");
    expect(findingsOf(concurrency, workflowsWith([line, own], [/ {4}steps:/, others]))).toHaveLength(1);
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
