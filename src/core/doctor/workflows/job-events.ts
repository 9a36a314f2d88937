import { type DoctorJob, type DoctorWorkflow, proposesOnly } from "./workflow.ts";

/** What is true of proposed changes alone, as conditions say it. */
const ofProposal = /^(?:github\.event_name == '(?:pull_request|merge_group)'|github\.event\.action == 'closed')$/;

/** Whether a job runs for changes that are only proposed: then it moves no stream. */
export function isForProposalsOnly(
  workflow: Pick<DoctorWorkflow, "on">,
  { condition = "" }: Pick<DoctorJob, "condition">,
): boolean {
  const text = condition.replace(/^\s*\$\{\{|\}\}\s*$/g, "").trim();
  return proposesOnly(workflow) || parts(text, "&&").some((part) => parts(withoutParentheses(part), "||").every(isOfProposal));
}

function isOfProposal(text: string): boolean {
  return ofProposal.test(text);
}

function withoutParentheses(text: string): string {
  return text.startsWith("(") && text.endsWith(")") ? text.slice(1, -1) : text;
}

/** The operands of an operator outside parentheses; a text in quotes that has one is no operand of ours. */
function parts(text: string, operator: "&&" | "||"): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")") depth--;
    if (depth > 0 || !text.startsWith(operator, at)) continue;
    found.push(text.slice(start, at).trim());
    start = at + operator.length;
  }
  return [...found, text.slice(start).trim()];
}
