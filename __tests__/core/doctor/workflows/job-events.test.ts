import { expect, test } from "@jest/globals";
import { isForProposalsOnly } from "../../../../src/core/doctor/workflows/job-events.ts";

const all = [
  { name: "schedule", hasPaths: false },
  { name: "pull_request", hasPaths: false },
];
const proposal = "github.event_name == 'pull_request' || github.event_name == 'merge_group'";

test.each<[condition: string | undefined, is: boolean]>([
  [undefined, false],
  [`\${{ ${proposal} }}`, true],
  [`\${{ !cancelled() && needs.plan.result == 'success' && (${proposal}) }}`, true],
  [`(${proposal}) && github.event.action != 'closed'`, true],
  ["github.event.action == 'closed'", true],
  ["github.event.action != 'closed'", false],
  [`${proposal} || github.event_name == 'push'`, false],
  [`(${proposal}) || (github.event_name == 'push')`, false],
  ["github.event_name != 'pull_request'", false],
  [`!(${proposal})`, false],
])("a job with the condition %s", (condition, is) => {
  expect(isForProposalsOnly({ on: all }, condition === undefined ? {} : { condition })).toBe(is);
  expect(isForProposalsOnly({ on: all.slice(1) }, {})).toBe(true);
});
