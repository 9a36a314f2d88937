import { expect, test } from "@jest/globals";
import { runsForProposals } from "../../../../src/core/doctor/workflows/for-proposals.ts";
import { workflowIn } from "../../../support/doctor-facts.ts";

/** Which jobs of a workflow for pushes and pull requests are for proposed changes alone. */
function proposalsOf(conditions: Record<string, string>): string[] {
  const jobs = Object.entries(conditions).map(([id, condition]) => `  ${id}: { if: ${JSON.stringify(condition)}, steps: [] }\n`);
  const workflow = workflowIn(".github/workflows/images.yml", `on: [push, pull_request]\njobs:\n${jobs.join("")}`);
  return workflow.jobs.filter((job) => runsForProposals(workflow, job)).map(({ id }) => id);
}

test("a job for proposed changes: by its condition, or by a job that it needs", () => {
  const jobs = {
    one: "github.event_name == 'pull_request'",
    both:
      "${" +
      "{ (github.event_name == 'pull_request' || github.event_name == 'merge_group') && github.event.action != 'closed' }}",
    closed: "github.event.action == 'closed'",
    after: "!cancelled() && needs.both.result == 'success'",
  };
  expect(proposalsOf(jobs)).toEqual(["one", "both", "closed", "after"]);
});

test("a job that may run for something else", () => {
  const jobs = {
    none: "always()",
    other: "github.event_name == 'push'",
    or: "github.event_name == 'pull_request' || inputs.command == 'rebuild'",
    mixed: "github.event_name == 'pull_request' && inputs.only || inputs.command == 'rebuild'",
    inside: "(github.event_name == 'pull_request' || github.event_name == 'push') && !cancelled()",
    circle: "needs.circle.result == 'success'",
  };
  expect(proposalsOf(jobs)).toEqual([]);
});
