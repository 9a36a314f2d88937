import { type DoctorJob, type DoctorWorkflow, proposesOnly } from "./workflow.ts";

const proposal = /^github\.event_name == '(?:pull_request|pull_request_target|merge_group)'$/;
const closed = /^github\.event\.action == 'closed'$/;

/** Whether a job runs for proposed changes alone: by its workflow's events, its condition, or a job that it needs. */
export function runsForProposals(workflow: DoctorWorkflow, job: DoctorJob, seen: readonly DoctorJob[] = []): boolean {
  if (proposesOnly(workflow)) return true;
  const parts = conjuncts(job.condition ?? "");
  if (parts.some((part) => part.split(" || ").every((one) => proposal.test(one) || closed.test(one)))) return true;
  const needed = parts.flatMap((part) => /\bneeds\.([\w-]+)\./.exec(part)?.[1] ?? []);
  return workflow.jobs.some(
    (other) => needed.includes(other.id) && !seen.includes(other) && runsForProposals(workflow, other, [...seen, job]),
  );
}

/** The parts of a condition that must all hold, without the brackets around each. Alternatives are one part. */
function conjuncts(condition: string): string[] {
  const text = condition
    .trim()
    .replace(/^\$\{\{\s*|\s*\}\}$/g, "")
    .trim();
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (const { 0: mark, index } of text.matchAll(/[()]|&&|\|\|/g)) {
    if (mark === "(") depth += 1;
    else if (mark === ")") depth -= 1;
    else if (depth === 0 && mark === "||") return [text];
    else if (depth === 0) {
      parts.push(text.slice(start, index));
      start = index + mark.length;
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim().replace(/^\((.*)\)$/s, "$1"));
}
