import { matrixOutputs } from "../../src/ports/outputs.ts";
import { isOurs } from "./trust-policy.ts";
import { needsOf, type Step, type Workflow, type WorkflowJob } from "./workflow.ts";

/**
 * Where a workflow of several jobs breaks the order of levels: each matrix of the plan has one job that builds it, after those of the matrices
 * before; a build job receives the records of these, and hands on its own alone; a publication waits for all. Following units have no base:
 * their jobs are all of the first level, and receive no records.
 * @param levels how many the plans of the configuration have: a template is for all, a written workflow for those of its repository
 */
export function ofLevels({ jobs }: Workflow, levels: number = matrixOutputs.length): string[] {
  if (jobsWith("build", jobs).length === 0) return [];
  const plans = jobsWith("plan", jobs).map(([name]) => name);
  return (plans.length === 0 ? ["plan"] : plans).flatMap((plan) => ofPlan(plan, jobs, levels));
}

/** The jobs after one that plans: a workflow may plan proposed changes by themselves. */
function ofPlan(plan: string, jobs: Workflow["jobs"], levelsOfPlan: number): string[] {
  const after = ([, job]: [name: string, job: WorkflowJob]): boolean => needsOf(job).includes(plan);
  const building = jobsWith("build", jobs).filter(after);
  const isOfFollowers = jobs[plan]?.steps.some(plansFollowers) ?? true;
  const matrices = matrixOutputs.slice(0, isOfFollowers ? 1 : levelsOfPlan);
  const levels = matrices.map((_, level) => building.flatMap(([name, job]) => (levelOf(job, plan) === level ? name : [])));
  return [
    ...matrices.flatMap((matrix, level) => (levels[level]?.length === 1 ? [] : [`not one job builds \`${matrix}\` of the plan`])),
    ...building.flatMap(([name, job]) => [
      ...unawaited(levels.slice(0, levelOf(job, plan)), name, job),
      ...ofBuild(job, isOfFollowers).map((violation) => `job ${name}: ${violation}`),
    ]),
    ...jobsWith("publish", jobs)
      .filter(after)
      .flatMap(([name, job]) => unawaited(levels, name, job)),
  ];
}

function jobsWith(command: string, jobs: Workflow["jobs"]): [name: string, job: WorkflowJob][] {
  return Object.entries(jobs).filter(([, { steps }]) => steps.some((step) => runs(command, step)));
}

function runs(command: string, step: Step): boolean {
  return isOurs(step) && step.with?.["command"] === command;
}

/** Whether a step plans the units that the workflow names as followers, or some of them. */
function plansFollowers(step: Step): boolean {
  return runs("plan", step) && step.with?.["only"] === `\${{ inputs.only || env.FOLLOWERS }}`;
}

/** The place of a build job's matrix among those of its plan; -1 if it is none of them. */
function levelOf({ strategy }: WorkflowJob, plan: string): number {
  const [, of, output = ""] = /needs\.([\w-]+)\.outputs\.(matrix[\w-]*)/.exec(String(strategy?.matrix)) ?? [];
  if (of !== plan) return -1;
  const matrices: readonly string[] = matrixOutputs;
  return matrices.indexOf(output);
}

function unawaited(levels: readonly string[][], name: string, job: WorkflowJob): string[] {
  const others = levels.flat().filter((other) => !needsOf(job).includes(other));
  return others.map((other) => `job ${name}: does not wait for job ${other}`);
}

function ofBuild(job: WorkflowJob, isOfFollowers: boolean): string[] {
  const violations: string[] = [];
  if (!/matrix\.runner\b/.test(JSON.stringify(job["runs-on"]))) violations.push("runs on another runner than the plan says");
  const at = job.steps.findIndex((step) => runs("build", step));
  const folder = String(job.steps[at]?.with?.["records"]);
  const received = job.steps
    .slice(0, at)
    .some(
      ({ with: inputs }) => inputs?.["pattern"] === "record-*" && inputs["path"] === folder && inputs["merge-multiple"] === true,
    );
  if (!received && !isOfFollowers) violations.push("does not receive the records of the jobs before");
  const uploads = job.steps.filter(({ uses = "" }) => uses.startsWith("actions/upload-artifact@"));
  if (uploads.length !== 1 || uploads[0]?.with?.["path"] !== `${folder}/record-\${{ matrix.job }}.json`)
    violations.push("does not hand on its own record alone");
  return violations;
}
