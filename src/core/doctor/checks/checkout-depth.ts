import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";
import type { Finding } from "../finding.ts";
import { type OwnStep, ownSteps, usesAction } from "../workflows/own-steps.ts";
import { fileName, startsOn } from "../workflows/workflow.ts";

const name = "checkout-depth";
/** The commands that compare a commit with the one before it. */
const comparing = ["run", "plan"];

/** Proposed changes are compared with the commit before them, which a shallow clone lacks. */
export const checkoutDepth: Check = {
  name,
  title: "checkout depth",
  find({ workflows, commands, at, isShallow }) {
    const rows: Finding[] = "unknown" in workflows ? [unanswered(name, "workflows", workflows)] : [];
    if ("known" in workflows) rows.push(...ownSteps(workflows.known, commands).flatMap(ofStep));
    if (at === "action" && "known" in isShallow && isShallow.known) {
      const what = "it has one commit, so a push cannot be compared with the one before it";
      rows.push({ level: "risk", check: name, subject: "this clone", what, remedy: "give actions/checkout `fetch-depth: 2`" });
    }
    return rows;
  },
};

function ofStep({ workflow, job, step, before, commands }: OwnStep): Finding[] {
  if (!startsOn(workflow, "push", "pull_request", "merge_group")) return [];
  if (!commands.some((command) => comparing.includes(command.name))) return [];
  const checkout = before.findLast((one) => usesAction(one, "actions/checkout"));
  const subject = `${fileName(workflow)}, job ${job.id}`;
  if (!checkout) {
    const [what, remedy] = ["no step checks out before Tagstream", "add actions/checkout with `fetch-depth: 2`"];
    return [{ level: "fails", check: name, subject, what, remedy, place: { file: workflow.file, line: step.line } }];
  }
  // After a push, Tagstream fetches what it needs with its own token.
  if (!startsOn(workflow, "pull_request", "merge_group")) return [];
  const depth = checkout.with["fetch-depth"] ?? "1";
  if (depth.includes("${{") || Number(depth) === 0 || Number(depth) >= 2) return [];
  return [
    {
      level: "soon",
      check: name,
      subject,
      what: "its checkout has one commit: each pull request fetches the one before it, and fails where it cannot",
      remedy: "give actions/checkout `fetch-depth: 2`",
      place: { file: workflow.file, line: checkout.line },
    },
  ];
}
