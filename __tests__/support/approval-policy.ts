import { isOurs } from "./trust-policy.ts";
import { needsOf, type Workflow, type WorkflowJob } from "./workflow.ts";

/**
 * Where people's approval could be passed by, or stand in the way: a job with an environment waits for them in no group, has no rights, and
 * each publication waits for its success. A workflow without our action publishes no image: there an environment also says who may sign.
 */
export function ofApprovals({ jobs }: Workflow): string[] {
  if (!Object.values(jobs).some(({ steps }) => steps.some(isOurs))) return [];
  const approvals = Object.entries(jobs).filter(([, { environment }]) => environment !== undefined && !isOfPages(environment));
  const publishing = Object.entries(jobs).filter(([, { steps }]) =>
    steps.some((step) => isOurs(step) && step.with?.["command"] === "publish"),
  );
  return approvals.flatMap(([name, job]) => [
    ...ofApproval(job).map((violation) => `job ${name}: ${violation}`),
    ...publishing.flatMap(([other, one]) =>
      awaits(one, name) ? [] : [`job ${other}: publishes without the approval of ${name}`],
    ),
  ]);
}

/** GitHub Pages deploys to an environment of this name, and publishes no image. */
function isOfPages(environment: NonNullable<WorkflowJob["environment"]>): boolean {
  return (typeof environment === "string" ? environment : environment.name) === "github-pages";
}

function ofApproval({ concurrency, permissions, steps }: WorkflowJob): string[] {
  return [
    ...(concurrency === undefined ? [] : ["waits for people in a group, where it keeps others from running"]),
    ...(JSON.stringify(permissions) === "{}" && !steps.some(isOurs) ? [] : ["does more than wait for people"]),
  ];
}

function awaits(job: WorkflowJob, approval: string): boolean {
  return needsOf(job).includes(approval) && (job.if ?? "").includes(`needs.${approval}.result == 'success'`);
}
