import { expect, test } from "@jest/globals";
import { holdsOnlyFor } from "../../../../src/core/doctor/workflows/condition.ts";

/** As if the job `plan-candidates` were for pull requests alone. */
const isProposal = (of: string, text: string): boolean =>
  ["github.event_name pull_request", "github.event_name merge_group", "needs.plan-candidates.result success"].includes(
    `${of} ${text}`,
  );
const proposal = "github.event_name == 'pull_request'";

test.each<[string, boolean]>([
  [proposal, true],
  [`\${{ ${proposal} || github.event_name == 'merge_group' }}`, true],
  [`!cancelled() && needs.plan.result == 'success' && (${proposal} || github.event_name == 'merge_group')`, true],
  [`!inputs.dry-run && ${proposal}`, true],
  ["!cancelled() && needs.plan-candidates.result == 'success'", true],
  [`contains(needs.plan-candidates.outputs.matrix, '"job"') && !inputs.dry-run`, true],
  [`!contains(needs.plan-candidates.outputs.matrix, '"job"')`, false],
  ["needs.plan.result == 'success'", false],
  ["", false],
  ["always()", false],
  [`${proposal} || github.event_name == 'push'`, false],
  [`inputs.command == 'rebuild' || inputs.dry-run && ${proposal}`, false],
  [`(inputs.command == 'rebuild' || (inputs.dry-run)) && ${proposal}`, false],
  [`!(${proposal})`, false],
  [`!(inputs.a && ${proposal})`, false],
  ["github.event_name != 'pull_request'", false],
  ["github.event.action == 'closed'", false],
])("%s: %s", (condition, expected) => {
  expect(holdsOnlyFor(condition, isProposal)).toBe(expected);
});
